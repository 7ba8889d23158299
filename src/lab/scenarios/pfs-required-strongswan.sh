# The server requires PFS in quick mode
SERVER_ESP=aes256-sha1-modp2048
OUTCOME=failed STAGE=ike-phase2 SIDES='settings server' CAUSES='ike2-pfs-mismatch ike2-proposal-mismatch'
