# The server's SA lives 60 s and nobody may rekey it (strongSwan with rekey=no never lets it end; libreswan does)
IKE=libreswan IKE_OPTIONS='  salifetime=60s' PPP_OPTIONS=$'lcp-echo-interval 5\nlcp-echo-failure 3'
OUTCOME=dropped STAGE=sustained SIDES='settings server' CAUSES='sustained-rekey-fails-at-lifetime sustained-dpd-or-lcp-echo-kills'
EXPECT_SERVER='expire'
while_connected() { mac_uses_the_line; nap 85; }
