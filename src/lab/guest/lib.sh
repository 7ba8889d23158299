# Sourced in the guest, by the director (guest/init) and inside every host.
# A process costs 0.1 to 0.2 s of the machine's time here, so what the shell can do itself it does itself.

# put FILE: writes what it is given (a here-document), as cat >FILE would
put() { local text; IFS= read -rd '' text; printf '%s' "$text" >"$1"; }

# has PATTERN FILE: true if a line of it matches, as grep -qE would say
has() {
    local line
    [ -e "$2" ] || return 1
    while IFS= read -r line || [ -n "$line" ]; do [[ $line =~ $1 ]] && return 0; done <"$2"
    return 1
}

. "$LAB/guest/defaults.sh"
. "$LAB/guest/hosts.sh"
. "$LAB/guest/server.sh"
. "$LAB/guest/mac.sh"
. "$LAB/guest/record.sh"
. "$LAB/guest/live.sh"
. "$LAB/scenarios/$SCENARIO.sh"
settle_defaults
