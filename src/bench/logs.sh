#!/usr/bin/env bash
# Measures `kiriwake report --log` and `kiriwake lines` against grep -E with eight alternatives and lnav on one log, in turns.
#   src/bench/gen_logs.py /tmp/big.log --megabytes 1000
#   src/bench/logs.sh /tmp/big.log [ROUNDS] [KIRIWAKE]
# Needs python3; lnav is left out where it is not installed. grep counts: without -c it stops at the first match when its
# output is /dev/null.
set -euo pipefail
log=${1:?usage: logs.sh LOG [ROUNDS] [KIRIWAKE]}
rounds=${2:-3}
kiriwake=${3:-$(dirname -- "${BASH_SOURCE[0]}")/../../agent/bin/kiriwake}

exec python3 "$(dirname -- "${BASH_SOURCE[0]}")/measure.py" --rounds "$rounds" --warm "$log" \
    "grep -E -c" "grep -E -c 'responding to Main Mode|Peer ID is|IPsec SA established|Connection established|Call established|pppd exited|failed CHAP|remote IP address' $log" \
    "kiriwake report" "$kiriwake report --year 2026 --zone UTC --attempt last --log $log" \
    "kiriwake lines" "$kiriwake lines --unread $log" \
    "lnav" "lnav -n -c ':filter-in failed CHAP' $log"
