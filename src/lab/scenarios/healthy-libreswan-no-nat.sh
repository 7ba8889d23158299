# Nothing wrong: no NAT, libreswan, native ESP, default drop
IKE=libreswan NAT=no FIREWALL=drop MACOS=13
OUTCOME=established STAGE=data SIDES=none CAUSES=none
