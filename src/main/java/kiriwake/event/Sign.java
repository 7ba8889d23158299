package kiriwake.event;

/**
 * Everything a vantage can tell besides a message of the ladder. The comment names the parts in {@link Fact.Told#values}.
 * Direction, where it matters, is the part {@code direction}: {@code in} from the client, {@code out} from the server.
 */
public enum Sign {
    // --- the client's own log (Apple ppp; client-ppp-log.md §5)
    /** {@code name}, {@code address}: the Mac dials. */
    CLIENT_CONNECTING,
    /** {@code name}, {@code address}: no IKE answer in 10 s, the next A record is tried. */
    CLIENT_ALTERNATE_SERVER,
    /** {@code address}: the Mac's default router. */
    CLIENT_ROUTER,
    CLIENT_NO_ROUTER,
    CLIENT_HOST_NOT_FOUND,
    /** No server given, no local address, no network. {@code text}. */
    CLIENT_NO_ADDRESS,
    CLIENT_NO_SHARED_SECRET,
    CLIENT_NO_CERTIFICATE,
    /** Damaged preferences, wrong method. {@code text}. */
    CLIENT_SETTINGS_BROKEN,
    /** racoon or the IPsec policy of the Mac cannot be used. {@code text}. */
    CLIENT_RACOON_TROUBLE,
    /** PPP or L2TP kernel extension, sockets, memory. {@code text}. */
    CLIENT_KERNEL_TROUBLE,
    CLIENT_NAT64,
    CLIENT_NAT64_ERROR,
    /** {@code IPSec connection started}. */
    CLIENT_IPSEC_STARTED,
    /** {@code IPSec connection established}. */
    CLIENT_IPSEC_UP,
    /** {@code IPSec connection failed}; {@code code}, {@code text} when racoon gave an IKE error. */
    CLIENT_IPSEC_FAILED,
    CLIENT_REDIRECTED,
    /** A group name is set: aggressive mode. */
    CLIENT_AGGRESSIVE_RETRY,
    /** The Mac could not even send. {@code message}, {@code errno}. */
    CLIENT_SEND_FAILED,
    /** {@code L2TP cannot connect to the server}: no SCCRP in 20 s. */
    CLIENT_L2TP_NO_ANSWER,
    /** {@code expected}, {@code received}. */
    CLIENT_UNEXPECTED_MESSAGE,
    /** The server asks for tunnel authentication, which the Mac cannot do. */
    CLIENT_TUNNEL_AUTH_UNSUPPORTED,
    /** An AVP, id or version the Mac refuses. {@code text}. */
    CLIENT_L2TP_PROTOCOL_ERROR,
    /** {@code L2TP connection established.} */
    CLIENT_L2TP_UP,
    CLIENT_HANGUP,
    /** {@code interface}: {@code Connect: ppp0 <--> socket[34:18]}. */
    CLIENT_PPP_STARTED,
    /** The user or the system ended it. {@code by}: {@code user} or {@code system}. */
    CLIENT_ENDED_BY_USER,
    CLIENT_DISCONNECTING,
    CLIENT_DISCONNECTED,
    /** The Mac's network changed, slept or went down. {@code text}. */
    CLIENT_NETWORK_CHANGED,
    /** {@code interface}, {@code address}: the Mac's card and LAN address. */
    CLIENT_INTERFACE,
    /** The Mac's own network is down: its probe of a public resolver failed. */
    CLIENT_PROBE_FAILED,
    /** The Mac's network is fine, only the tunnel is silent. */
    CLIENT_PROBE_ANSWERED,
    /** {@code Committed PPP store}: shown as connected. */
    CLIENT_CONNECTED,
    /** {@code sent}, {@code received} in octets, {@code minutes}. */
    CLIENT_TRAFFIC,
    /** The Mac is set to refuse the method that the server asks for. {@code method}. */
    CLIENT_AUTH_METHOD_REFUSED,
    /** No stored password or keychain trouble. */
    CLIENT_PASSWORD_MISSING,
    CLIENT_USER_CANCELLED_AUTH,
    /** The address given cannot be set on the Mac. */
    CLIENT_ADDRESS_CONFLICT,
    /** The attempt in this log is not L2TP. {@code kind}: {@code pptp}, {@code pppoe}. */
    CLIENT_OTHER_PROTOCOL,
    /** {@code text}: pppd of the Mac crashed or refused its options. */
    CLIENT_PPPD_TROUBLE,

    // --- IKE, from packets or daemons
    /** {@code transforms}: what MM1 offers, in order. */
    IKE_OFFER,
    /** {@code transform}: what was chosen. */
    IKE_CHOSEN,
    /** {@code names}: vendor ids, comma separated. {@code direction}. */
    VENDOR_IDS,
    /** {@code client}, {@code server}: {@code yes} or {@code no}. */
    NAT_FOUND,
    /** Aggressive mode (RFC 2409 §5.4) in the first packet. {@code direction}. */
    IKE_AGGRESSIVE,
    /** An IKEv2 message (RFC 7296). {@code exchange}, {@code direction}. */
    IKE_V2,
    /** XAuth or mode config: a Cisco IPsec profile. {@code direction}. */
    IKE_XAUTH,
    /** A notify in clear. {@code type}, {@code name}, {@code direction}. */
    IKE_NOTIFY,
    /** An encrypted informational message. {@code direction}. */
    IKE_ENCRYPTED_INFORMATIONAL,
    /** An IKE Delete. {@code direction}, {@code protocol}. */
    IKE_DELETE,
    /** Phase 1 is up at this end. */
    IKE_SA_UP,
    /** Phase 2 is up at this end. {@code mode}: {@code transport} or {@code tunnel}; {@code natt}: yes or no. */
    CHILD_SA_UP,
    /** {@code reason}: the daemon's word. */
    IKE_SA_DELETED,
    /** pluto: {@code initial Main Mode message … no connection has been authorized}. charon: {@code no IKE config found}. */
    IKE_NO_CONNECTION,
    /** The same for aggressive mode. */
    IKE_NO_AGGRESSIVE_CONNECTION,
    /** IKEv1 is switched off: pluto's {@code ikev1-policy}. */
    IKE_V1_DISABLED,
    /** No phase 1 proposal in common. {@code offered}, {@code configured}. */
    IKE_NO_PROPOSAL,
    /** One transform was refused. {@code transform}. Normal unless {@link #IKE_NO_PROPOSAL} follows. */
    IKE_TRANSFORM_REFUSED,
    /** A message did not decrypt to sense: the pre-shared keys differ. {@code text}. */
    IKE_PSK_MISMATCH,
    /** No key for these identities. {@code text}. */
    IKE_PSK_NOT_FOUND,
    /** {@code expected}, {@code declared}. */
    IKE_PEER_ID_MISMATCH,
    /** Certificate missing, expired, untrusted. {@code text}. */
    IKE_CERTIFICATE_TROUBLE,
    /** {@code hash} of the last main mode message is wrong though it decrypted. */
    IKE_HASH_MISMATCH,
    /** An encrypted message for an SA that is not there. {@code text}. */
    IKE_UNKNOWN_SA,
    /** FIPS mode refuses the key or algorithm. */
    IKE_FIPS_REFUSED,
    /** A message came again and the answer was sent again. {@code step}. */
    IKE_DUPLICATE,
    /** The daemon sends again, nothing came. {@code step}. */
    IKE_RETRANSMIT,
    /** Given up waiting. {@code step}: what was waited for; {@code text}. */
    IKE_TIMEOUT,
    /** The daemon could not send. {@code errno}, {@code text}. */
    IKE_SEND_FAILED,
    /** Half-open limits or DDoS protection. */
    IKE_OVERLOADED,
    /** NAT-T cannot work on this host. {@code text}. */
    IKE_NATT_OFF,
    /** {@code from}, {@code to}: the client's NAT mapping moved. */
    NAT_MAPPING_CHANGED,
    /** The peer does not answer any more (DPD). */
    IKE_PEER_DEAD,
    /** Quick mode selectors fit no connection. {@code ours}, {@code theirs}, {@code port}: the client's port. */
    CHILD_NO_CONNECTION,
    /** No ESP proposal in common, or wrong mode. {@code text}. */
    CHILD_NO_PROPOSAL,
    CHILD_PFS_REQUIRED,
    /** The kernel refused state or policy. {@code text}, {@code errno}. */
    CHILD_KERNEL_REFUSED,
    /** The same selectors are in use for another client. {@code text}. */
    CHILD_SELECTOR_IN_USE,
    /** More than one NAT-OA. Normal by itself. */
    CHILD_NAT_OA,
    /** {@code port}: the client's UDP port in the selector; {@code server}: the server's. */
    CHILD_SELECTOR,
    /** pluto's or charon's count at the end. {@code in}, {@code out} in octets. */
    ESP_TRAFFIC,
    /** Message fragments of IKE were lost or refused. */
    IKE_FRAGMENT_TROUBLE,
    /** The daemon started. {@code version}. */
    IKE_STARTED,
    IKE_STOPPED,
    /** {@code address}, {@code port}: the daemon listens. */
    IKE_LISTENING,
    /** No interface, address in use, ignored interface. {@code text}. */
    IKE_LISTEN_FAILED,
    /** A connection was loaded. {@code name}. */
    IKE_CONNECTION_LOADED,
    /** The daemon runs and has no connection at all loaded. */
    IKE_NO_CONNECTION_LOADED,
    /** A configuration file or connection was refused. {@code text}. */
    IKE_CONFIG_REFUSED,
    /** The secrets file was refused. {@code text}. */
    IKE_SECRETS_REFUSED,
    /** A script of the daemon failed. */
    IKE_UPDOWN_FAILED,
    /** The server wants to start towards the client: a policy without SA. */
    IKE_ACQUIRE,

    // --- packets
    /** ESP seen so far under an SPI. {@code direction}, {@code packets}, {@code octets}, {@code encapsulated}: yes or no. */
    ESP_COUNT,
    /**
     * One big packet again and again, each time after twice the wait: TCP inside gets no acknowledgement. {@code direction},
     * {@code octets}, {@code times}, {@code seconds}; {@code cameBack}: ESP packets of the other end meanwhile.
     */
    ESP_BACKOFF,
    /** Length of ESP packets says the ICV. {@code bits}, {@code direction}. */
    ESP_ICV,
    /** Keys did not verify what came. {@code direction}, {@code packets}. */
    ESP_AUTH_BAD,
    /** A NAT keepalive. {@code direction}. */
    NAT_KEEPALIVE,
    /** An ICMP error about our packets. {@code type}, {@code code}, {@code name}, {@code from}, {@code proto}, {@code port}: destination
     * port of the quoted packet, {@code direction}: {@code out} when the server sent the ICMP. */
    ICMP_ERROR,
    /** Fragments of a datagram did not all come. {@code direction}, {@code protocol}. */
    FRAGMENTS_LOST,
    /** The server's answer carries another source than the client dialled. {@code dialled}, {@code answered}, {@code proto}. */
    ANSWER_FROM_OTHER_ADDRESS,
    /** L2TP in clear on the card. {@code direction}, {@code message}. */
    L2TP_CLEARTEXT,
    /** TCP 1723 or GRE: a PPTP profile. */
    PPTP_SEEN,
    /** {@code packets} of any kind came in while the capture ran. */
    TRAFFIC_SEEN,

    // --- L2TP, from packets or xl2tpd
    /** The tunnel is up at this end. */
    L2TP_TUNNEL_UP,
    /** The call is up at this end. {@code pid}: of its pppd, 0 when none could be started. */
    L2TP_CALL_UP,
    /** StopCCN. {@code result}, {@code error}, {@code text}, {@code direction}. */
    L2TP_STOPCCN,
    /** CDN. {@code result}, {@code error}, {@code text}, {@code direction}. */
    L2TP_CDN,
    /** {@code Maximum retries exceeded}. */
    L2TP_GIVEN_UP,
    /** The tunnel or call is closed at this end. {@code reason}. */
    L2TP_CLOSED,
    /** Access control refuses the peer. {@code text}. */
    L2TP_PEER_REFUSED,
    /** A challenge is demanded or failed. {@code text}, {@code direction}. */
    L2TP_TUNNEL_AUTH,
    /** {@code Peer requested tunnel N twice}: our SCCRP did not arrive. */
    L2TP_DUPLICATE_REQUEST,
    /** {@code errno}, {@code text}: a packet could not be sent. */
    L2TP_SEND_FAILED,
    /** A packet for an unknown tunnel or call. {@code text}. */
    L2TP_UNKNOWN_TUNNEL,
    /** {@code Out of IP addresses}. */
    L2TP_POOL_EMPTY,
    /** A bad AVP or message. {@code text}, {@code avp}. */
    L2TP_PROTOCOL_ERROR,
    /** xl2tpd: the closing codes only an Apple client sends. */
    L2TP_APPLE_CLIENT,
    /** {@code address}, {@code port}. */
    L2TP_LISTENING,
    /** {@code text}: bind failed, port in use. */
    L2TP_LISTEN_FAILED,
    /** {@code version}. */
    L2TP_STARTED,
    L2TP_STOPPED,
    L2TP_CONFIG_REFUSED,
    /** {@code mode}: {@code kernel} or {@code userspace}. */
    L2TP_MODE,
    /** xl2tpd cannot make a kernel session, so no pppd. {@code text}. */
    L2TP_KERNEL_SESSION_FAILED,
    /** xl2tpd cannot run pppd. {@code text}. */
    PPPD_EXEC_FAILED,
    /** fork, pty or memory. {@code text}. */
    L2TP_RESOURCES,
    /** {@code code}: pppd ended (pppd(8) EXIT STATUS); {@code signal}. */
    PPPD_EXIT,

    // --- PPP
    /** {@code version}. */
    PPPD_STARTED,
    /** {@code text}, {@code option}, {@code file}. */
    PPPD_OPTION_REFUSED,
    /** {@code text}, {@code plugin}. */
    PPPD_PLUGIN_REFUSED,
    /** {@code text}: /dev/ppp or ppp_generic. */
    PPPD_KERNEL_MISSING,
    /** No secret that would fit anybody: pppd does not start. */
    PPPD_NO_SECRETS,
    /** {@code file}, {@code text}. */
    PPPD_FILE_UNREADABLE,
    /** {@code interface}. */
    PPP_INTERFACE,
    /** {@code direction}: whose requests went unanswered. */
    LCP_TIMEOUT,
    /** Nak and Reject without end. */
    LCP_LOOP,
    LCP_UP,
    /** {@code direction}, {@code text}. */
    LCP_TERMINATE,
    /** Nothing answers the echoes. {@code count}. */
    LCP_ECHO_LOST,
    /** {@code direction} of the message that refuses, {@code method}. */
    AUTH_METHOD_REFUSED,
    /** {@code method}: {@code MS-CHAPv2}, {@code CHAP}, {@code PAP}, {@code EAP}; what the server asks for. */
    AUTH_METHOD,
    /** {@code code}: MS-CHAP error, {@code user}, {@code text}. */
    AUTH_REJECTED,
    /** {@code user}: no secret for that name. */
    AUTH_USER_UNKNOWN,
    AUTH_SUCCEEDED,
    /** The peer does not prove itself at all. */
    AUTH_PEER_REFUSED,
    /** The client asks the server to prove itself. */
    AUTH_DEMANDED_BY_CLIENT,
    AUTH_TIMEOUT,
    /** RADIUS, winbind, PAM. {@code text}. */
    AUTH_BACKEND_FAILED,
    /** MD4, DES or MD5 is not to be had. */
    AUTH_CRYPTO_MISSING,
    /** {@code local}, {@code remote}: as this end names them. */
    IPCP_ADDRESSES,
    /** {@code text}. */
    IPCP_NO_ADDRESS,
    IPCP_ADDRESS_REFUSED,
    IPCP_TIMEOUT,
    /** {@code dns}. */
    IPCP_DNS,
    /** {@code text}. */
    MPPE_REQUIRED,
    /** {@code text}. */
    PROXY_ARP_FAILED,
    PPP_SCRIPT_FAILED,
    /** {@code sent}, {@code received} octets as this end counts, {@code minutes}. */
    PPP_TRAFFIC,
    /** {@code text}: the link ended at this end. */
    PPP_ENDED,

    // --- kernel, audit, systemd, firewall
    /** {@code unit}, {@code text}. */
    SERVICE_FAILED,
    /** {@code unit}. */
    SERVICE_STARTED,
    /** {@code unit}. */
    SERVICE_STOPPED,
    /** {@code unit}, {@code command}, {@code status}: ExecStartPre failed. */
    SERVICE_PRESTART_FAILED,
    /** {@code process}. */
    OUT_OF_MEMORY,
    /** {@code domain}, {@code target}, {@code text}. */
    SELINUX_DENIED,
    CONNTRACK_FULL,
    /** {@code text}. */
    MARTIAN,
    /** {@code prefix}, {@code port}, {@code action}: a LOG rule printed our packet. */
    FIREWALL_LOGGED,
    /** {@code address}: banned. */
    ADDRESS_BANNED,
    /** {@code daemon}: crash. */
    DAEMON_CRASHED,
    /** A module is missing or broken. {@code module}. */
    MODULE_MISSING,
    /** The log says lines were lost. {@code count}. */
    LINES_LOST,
    DISK_FULL,
    CLOCK_STEPPED,
    INTERFACE_DOWN,

    // --- state of the host (before and after), given to each attempt
    /**
     * {@code port}, {@code address}: {@code 0.0.0.0} or {@code ::} for any; {@code process}, {@code queued}: octets waiting
     * unread; {@code reachable}: yes when it takes packets to the address that the client dialled; others are told only
     * if there is none.
     */
    SOCKET_LISTENING,
    /**
     * {@code port}: nobody listens on it; {@code address}: not on this one, and {@code elsewhere} are those that somebody
     * listens on.
     */
    SOCKET_MISSING,
    /** {@code port}, {@code before}, {@code after}: {@code listening} or {@code missing}: it came or went in between. */
    SOCKET_CHANGED,
    /**
     * What the rules would do with a packet. {@code packet}: {@code in-udp-500}, {@code in-udp-4500}, {@code in-esp}, {@code
     * in-l2tp-decrypted}, {@code in-l2tp-clear}, {@code out-udp-500}, {@code out-udp-4500}, {@code out-esp}, {@code out-l2tp}, {@code
     * forward-from-ppp}, {@code forward-to-ppp}; {@code verdict}: {@code accept}, {@code drop}, {@code reject} or {@code
     * unknown}; {@code rule}; {@code counted}: packets it counted between the snapshots; {@code chain}; {@code with}: the
     * ICMP error of a reject; {@code specific}: yes when the rule names a port, protocol or address, so that it counts
     * little else; {@code says}: the walk in one line.
     */
    FIREWALL_WALK,
    /** {@code counter}, {@code by}: an xfrm_stat or SNMP counter rose. SNMP names are nstat's: {@code UdpNoPorts}. */
    COUNTER_ROSE,
    /**
     * {@code direction}, {@code packets}, {@code octets}, {@code failed}, {@code spi}, {@code icv} in bits: an SA of the
     * peer, counted over the attempt. {@code mode}, {@code algorithms}, {@code encapsulated}: yes or no, {@code port}: the
     * client's in the selector, {@code since}: {@code attempt}, or {@code before} when it was there already.
     */
    SA_COUNT,
    /** {@code direction}: no SA of this peer in the kernel, after the attempt. */
    SA_MISSING,
    /** {@code direction}, {@code action}, {@code mode}, {@code port}: the client's, {@code server}: the server's. */
    XFRM_POLICY,
    /** {@code direction}: the peer has an SA and no policy leads to it. */
    XFRM_POLICY_MISSING,
    /** {@code key}, {@code value}; {@code interface}: of rp_filter, whose value is the one in force there. */
    SYSCTL,
    /** {@code source}: is the address pool masqueraded; {@code verdict}: yes or no; {@code interface}: the uplink. */
    MASQUERADE,
    /** {@code process}: runs; {@code state}: ps' letter; {@code pid}. Of pppd only those that the attempt brought. */
    PROCESS_RUNNING,
    /** {@code process}: a daemon, never pppd. */
    PROCESS_MISSING,
    /** {@code process}, {@code before}, {@code after}: {@code running} or {@code missing}; {@code restarted}: yes. */
    PROCESS_CHANGED,
    /** {@code address}: one of the server's own; {@code interface}. */
    SERVER_ADDRESS,
    /**
     * {@code flow}: {@code udp-500}, {@code udp-4500}, {@code udp-1701} or {@code esp}; {@code state}: {@code unreplied} or
     * {@code replied}: conntrack's view of one of the peer's flows; {@code direction} of its first packet, {@code port}: the
     * client's.
     */
    CONNTRACK_FLOW,
    /**
     * conntrack knows queries of {@code client} to the name server {@code server}: so many {@code unanswered}; and
     * {@code answered}: {@code some} or {@code none}.
     */
    DNS_FLOWS,
    /** {@code count}, {@code most}: nine tenths of the table are in use. */
    CONNTRACK_NEARLY_FULL,
    /** {@code file}, {@code section}, {@code key}, {@code value}: a setting that matters to a rule. */
    SETTING,
    /** {@code rule}, {@code from}, {@code table}, {@code mark}: policy routing that may send answers another way. */
    POLICY_ROUTE,
    /**
     * The way to the peer. {@code verdict}: {@code usual}, {@code other-interface} than that of the address dialled,
     * {@code none}, or left out when that address is not known; {@code interface}, {@code via}, {@code source}, {@code
     * expected}.
     */
    ROUTE_TO_PEER,
    /** {@code module}: not loaded; it may be built in, or load when needed. */
    MODULE_NOT_LOADED,
    /** {@code unit}, {@code active}, {@code sub}, {@code result}, {@code enabled}: as systemd says. */
    UNIT_STATE,
    /** {@code name}: pluto loaded it, and it fits no address of this host. */
    IKE_CONNECTION_UNORIENTED,
    /** {@code software}, {@code version}. */
    SOFTWARE_VERSION,
    /** {@code seconds} since the host started; {@code restarted}: yes, during the attempt. */
    HOST_UPTIME,

    // --- said by the user
    /** {@code id}, {@code result}: what a proposed observation showed. */
    OBSERVED
}
