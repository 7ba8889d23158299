# IKE and keepalives pass on 4500, ESP in UDP does not
MACOS=13
OUTCOME=failed STAGE=esp SIDES='path client-network' CAUSES='esp-in-udp-dropped-by-middlebox'
fault_on_path() { on isp iptables-legacy -A FORWARD -p udp --dport 4500 -m length --length 60: -m u32 ! --u32 '0>>22&0x3C@8=0x0' -j DROP; }
