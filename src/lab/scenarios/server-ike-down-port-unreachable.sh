# No IKE daemon and no firewall: the kernel answers port unreachable
RUN_IKE=no FIREWALL=none MACOS=13
OUTCOME=failed STAGE=reach SIDES=server CAUSES=server-ike-no-listener
