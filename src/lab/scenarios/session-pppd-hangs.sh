# pppd starts and never speaks: something hangs in its place
OUTCOME=failed STAGE=lcp SIDES=server CAUSES=session-pppd-unresponsive
EXPECT_CLIENT='LCP: timeout sending Config-Requests'
fault_in_server_config() { printf '#!/bin/bash\nexec -a "/usr/sbin/pppd $*" sleep 600\n' >/run/pppd && chmod 755 /run/pppd && mount --bind /run/pppd /usr/sbin/pppd; }
