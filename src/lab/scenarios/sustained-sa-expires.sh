# The server's SA lives 45 s and nobody may rekey it
IKE_OPTIONS=$'  lifetime=45s\n  rekey=no' PPP_OPTIONS=$'lcp-echo-interval 5\nlcp-echo-failure 3'
OUTCOME=dropped STAGE=sustained SIDES='settings server' CAUSES='sustained-rekey-fails-at-lifetime sustained-dpd-or-lcp-echo-kills'
while_connected() { mac_uses_the_line; sleep 65; }
