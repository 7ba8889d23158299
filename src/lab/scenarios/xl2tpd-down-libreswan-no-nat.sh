# xl2tpd was never started; native ESP
IKE=libreswan NAT=no RUN_XL2TPD=no
OUTCOME=failed STAGE=l2tp-tunnel SIDES=server CAUSES='l2tp-daemon-not-running'
