#!/usr/bin/env bash
# Measures `kiriwake decode` and `kiriwake report --pcap` against tcpdump and tshark on one capture, in turns.
#   src/bench/gen_pcap.py /tmp/big.pcap --clients 2600 --esp 585 --duration 7200
#   src/bench/decode.sh /tmp/big.pcap [ROUNDS] [KIRIWAKE]
# Needs python3; what else is not installed is left out.
set -euo pipefail
capture=${1:?usage: decode.sh CAPTURE [ROUNDS] [KIRIWAKE]}
rounds=${2:-3}
kiriwake=${3:-$(dirname -- "${BASH_SOURCE[0]}")/../../agent/bin/kiriwake}

exec python3 "$(dirname -- "${BASH_SOURCE[0]}")/measure.py" --rounds "$rounds" --warm "$capture" \
    "tcpdump -w" "tcpdump -r $capture -w /dev/null" \
    "kiriwake ndjson" "$kiriwake decode --format ndjson $capture" \
    "kiriwake text" "$kiriwake decode $capture" \
    "kiriwake report" "$kiriwake report --attempt last --pcap $capture" \
    "tshark" "tshark -n -r $capture" \
    "tshark fields" "tshark -n -r $capture -T fields -e frame.time_epoch -e ip.src -e udp.port -e isakmp.ispi -e isakmp.exchangetype -e esp.spi"
