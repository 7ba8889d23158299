# The pool hands out the server's own inside address: pppd agrees, both ends have the same address, nothing gets through
OUTCOME=degraded STAGE=ipcp SIDES=server CAUSES='ipcp-address-assignment-fails'
fault_in_server_config() { sed -i 's/^ip range.*/ip range = 10.9.0.1-10.9.0.1/' /etc/xl2tpd/xl2tpd.conf; }
