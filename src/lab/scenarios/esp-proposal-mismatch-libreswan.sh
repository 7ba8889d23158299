# No common ESP proposal
IKE=libreswan SERVER_ESP=aes_gcm256-null
OUTCOME=failed STAGE=ike-phase2 SIDES='settings server client' CAUSES='ike2-proposal-mismatch'
