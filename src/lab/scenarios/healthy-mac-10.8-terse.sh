# Nothing wrong: an old Mac without verbose logging, DH group 2, no firewall on the server
MACOS=10.8 VERBOSE=no FIREWALL=none PPPD_DEBUG=no MAC_ZONE=-8
OUTCOME=established STAGE=data SIDES=none CAUSES=none
