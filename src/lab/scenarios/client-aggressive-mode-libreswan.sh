# A group name in the Mac's settings makes it use aggressive mode; libreswan
IKE=libreswan MAC_IKE_OPTIONS=$'  aggressive=yes\n  leftid=@[vpn-group]' MAC_IKE=aes256-sha1-modp2048
OUTCOME=failed STAGE=ike-phase1 SIDES='client settings' CAUSES=ike1-client-aggressive-mode-group-name
EXPECT_SERVER='Aggressive Mode'
