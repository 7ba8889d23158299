# The name still resolves to an address the server no longer has
DIALLED=198.51.100.77
OUTCOME=failed STAGE=reach SIDES='client' CAUSES='client-dns-stale-or-wrong-address'
