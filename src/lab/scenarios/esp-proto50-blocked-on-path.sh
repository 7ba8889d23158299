# No NAT, so native ESP; the provider drops protocol 50
NAT=no IKE=libreswan
OUTCOME=failed STAGE=esp SIDES='path client-network' CAUSES=esp-proto50-blocked
fault_on_path() { on isp iptables-legacy -A FORWARD -p esp -j DROP; }
