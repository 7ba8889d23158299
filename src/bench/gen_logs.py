#!/usr/bin/env python3
"""Writes a made-up log of a busy L2TP/IPsec server, all daemons mixed as in /var/log/messages; the same for the same options.

    src/bench/gen_logs.py OUT.log [--megabytes N] [--clients N] [--seed N] [--noise F]

Every twenty seconds one of --clients attempts to connect: most get in, some fail as real ones do (pppd refuses an option,
the password is wrong, the shared secret is wrong). --noise is the share of lines of programs that are none of the VPN's.
1 GB: --megabytes 1000.
"""
import argparse
import random
import time

IKE = '''pluto[45]: packet from {peer}:500: ignoring unknown Vendor ID payload [4048b7d56ebce88525e7de7f00d6c2d3]
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: responding to Main Mode from unknown peer {peer}:500
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: sent Main Mode R1
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: sent Main Mode R2'''
SECRET_WRONG = '''pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: 4-byte length of ISAKMP Identification Payload is larger than can fit
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: probable authentication failure (mismatch of preshared secrets?): malformed payload in packet
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: STATE_MAIN_R2: retransmission; will wait 0.5 seconds for response'''
IPSEC = '''pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: Peer ID is ID_IPV4_ADDR: '192.168.11.5'
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: IKE SA established {{auth=PRESHARED_KEY cipher=AES_CBC_256 integ=HMAC_SHA1 group=MODP2048}}
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: the peer proposed: 198.51.100.20/32:1701 -UDP-> 192.168.11.5/32:{port}
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: NAT-Traversal: received 2 NAT-OA. Using first; ignoring others
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s2}: responding to Quick Mode proposal {{msgid:{s2:08x}}}
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s2}: sent Quick Mode reply, inbound IPsec SA installed, expecting confirmation transport mode {{ESPinUDP=>0x{out:08x} <0x{into:08x} xfrm=AES_CBC_256-HMAC_SHA1_96 NATOA=192.168.11.5 NATD={peer}:4500 DPD=active}}
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s2}: IPsec SA established transport mode {{ESPinUDP=>0x{out:08x} <0x{into:08x} xfrm=AES_CBC_256-HMAC_SHA1_96 NATOA=192.168.11.5 NATD={peer}:4500 DPD=active}}
xl2tpd: xl2tpd[62]: control_finish: Peer requested tunnel {remote} twice, ignoring second one.
xl2tpd: xl2tpd[62]: Connection established to {peer}, {port}.  Local: {local}, Remote: {remote} (ref=0/0).  LNS session is 'default'
xl2tpd: xl2tpd[62]: Call established with {peer}, PID: {pid}, Local: {local2}, Remote: {remote2}, Serial: 1'''
OPTION_REFUSED = '''pppd[{pid}]: In file /etc/ppp/options.xl2tpd: unrecognized option 'crtscts'
xl2tpd: xl2tpd[62]: child_handler : pppd exited for call {remote2} with code 2
xl2tpd: xl2tpd[62]: call_close: Call {local2} to {peer} disconnected'''
PPP = '''pppd[{pid}]: Plugin pppol2tp.so loaded.
pppd[{pid}]: pppd 2.4.5 started by root, uid 0
pppd[{pid}]: Using interface ppp0
pppd[{pid}]: Connect: ppp0 <-->
pppd[{pid}]: sent [LCP ConfReq id=0x1 <mru 1410> <asyncmap 0x0> <auth chap MS-v2> <magic 0x{into:08x}> <pcomp> <accomp>]
pppd[{pid}]: rcvd [LCP ConfReq id=0x1 <asyncmap 0x0> <magic 0x{out:08x}> <pcomp> <accomp>]
pppd[{pid}]: sent [LCP ConfAck id=0x1 <asyncmap 0x0> <magic 0x{out:08x}> <pcomp> <accomp>]
pppd[{pid}]: rcvd [LCP ConfAck id=0x1 <mru 1410> <asyncmap 0x0> <auth chap MS-v2> <magic 0x{into:08x}> <pcomp> <accomp>]
pppd[{pid}]: sent [CHAP Challenge id=0x{id:02x} <{into:08x}{out:08x}{into:08x}{out:08x}>, name = "l2tpd"]
pppd[{pid}]: rcvd [CHAP Response id=0x{id:02x} <{out:08x}{into:08x}{out:08x}{into:08x}00>, name = "user{c}"]'''
PASSWORD_WRONG = '''pppd[{pid}]: Peer user{c} failed CHAP authentication
pppd[{pid}]: sent [LCP TermReq id=0x2 "Authentication failed"]
pppd[{pid}]: Connection terminated.
xl2tpd: xl2tpd[62]: child_handler : pppd exited for call {remote2} with code 11'''
UP = '''pppd[{pid}]: sent [CHAP Success id=0x{id:02x} "S=00 M=Access granted"]
pppd[{pid}]: sent [IPCP ConfReq id=0x1 <addr 10.9.0.1>]
pppd[{pid}]: rcvd [IPCP ConfReq id=0x1 <addr 0.0.0.0> <ms-dns1 0.0.0.0> <ms-dns3 0.0.0.0>]
pppd[{pid}]: sent [IPCP ConfAck id=0x2 <addr 10.9.{c3}.{c4}> <ms-dns1 8.8.8.8> <ms-dns3 8.8.4.4>]
pppd[{pid}]: Cannot determine ethernet address for proxy ARP
pppd[{pid}]: local  IP address 10.9.0.1
pppd[{pid}]: remote IP address 10.9.{c3}.{c4}
pppd[{pid}]: LCP terminated by peer (User request)
pppd[{pid}]: Connect time 12.3 minutes.
pppd[{pid}]: Sent 184213 bytes, received 902771 bytes.
pppd[{pid}]: Connection terminated.
xl2tpd: xl2tpd[62]: control_finish: Connection closed to {peer}, port {port} (), Local: {local}, Remote: {remote}
pluto[45]: "L2TP-PSK"[{n}] {peer} #{s}: received Delete SA payload: self-deleting ISAKMP State #{s}
pppd[{pid}]: Exit.'''
NOISE = [
    "sshd[{pid}]: Failed password for invalid user admin from 192.0.2.{c4} port {port} ssh2",
    "sshd[{pid}]: Connection closed by 192.0.2.{c4} port {port} [preauth]",
    "CROND[{pid}]: (root) CMD (/usr/lib64/sa/sa1 1 1)",
    "systemd: Started Session {s} of user root.",
    "dhclient[{pid}]: DHCPREQUEST on eth0 to 192.0.2.1 port 67 (xid=0x{out:08x})",
    "postfix/smtpd[{pid}]: connect from unknown[192.0.2.{c4}]",
    "kernel: FINAL_REJECT: IN=eth0 OUT= MAC=52:54 SRC=192.0.2.{c4} DST=198.51.100.20 LEN=44 PROTO=TCP SPT={port} DPT=23 WINDOW=1024 SYN",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out")
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", type=float, default=0.4)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    fates = [IKE + "\n" + SECRET_WRONG, IKE + "\n" + IPSEC + "\n" + OPTION_REFUSED,
             IKE + "\n" + IPSEC + "\n" + PPP + "\n" + PASSWORD_WRONG] + 9 * [IKE + "\n" + IPSEC + "\n" + PPP + "\n" + UP]
    clock = 1_790_000_000
    written = 0
    serial = 0
    with open(options.out, "w", buffering=1 << 20) as out:
        while written < options.megabytes * 1_000_000:
            serial += 1
            client = chance.randrange(options.clients)
            names = {
                "peer": f"203.0.{112 + client // 250}.{client % 250 + 1}", "n": serial, "s": 2 * serial, "s2": 2 * serial + 1,
                "c": client, "c3": client // 250, "c4": client % 250 + 2, "id": serial % 256,
                "port": chance.randrange(1024, 65536), "pid": chance.randrange(200, 32768),
                "local": chance.randrange(1, 65536), "remote": chance.randrange(1, 65536),
                "local2": chance.randrange(1, 65536), "remote2": chance.randrange(1, 65536),
                "out": chance.randrange(1 << 28, 1 << 32), "into": chance.randrange(1 << 28, 1 << 32)}
            lines = chance.choice(fates).format(**names).split("\n")
            for _ in range(int(len(lines) * options.noise / (1 - options.noise))):
                lines.insert(chance.randrange(len(lines) + 1), chance.choice(NOISE).format(**names))
            text = []
            for number, line in enumerate(lines):
                stamp = time.gmtime(clock + number * 12 // len(lines))
                text.append(time.strftime("%b %e %H:%M:%S server ", stamp) + line + "\n")
            block = "".join(text)
            out.write(block)
            written += len(block)
            clock += 20


if __name__ == "__main__":
    main()
