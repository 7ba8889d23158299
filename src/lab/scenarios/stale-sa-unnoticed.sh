# charon crashed and came back under a connected Mac, and the evidence ends before anybody noticed
. "$LAB/scenarios/stale-sa-after-server-restart.sh"
PINGS=3
