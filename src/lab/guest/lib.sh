# Sourced in the guest, by the director (guest/init) and inside every host.
. "$LAB/guest/defaults.sh"
. "$LAB/guest/hosts.sh"
. "$LAB/guest/server.sh"
. "$LAB/guest/mac.sh"
. "$LAB/guest/record.sh"
. "$LAB/scenarios/$SCENARIO.sh"
settle_defaults
