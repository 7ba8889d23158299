#!/usr/bin/env python3
"""The ppp.log a Mac would have written, out of what the lab's client really sent and received.

Input: the client's capture (IKE), its NFLOG capture of decrypted L2TP, and marks (what its user and its clock did).
Wording, order and timers: client-ppp-log.md of the project's references (§4, 5, 6, 10, 11). Only what the packets
show is said; the waits of 5 s, 10 s, 30 s and 20 s are Apple's.
"""
import argparse
import struct
import time
from dataclasses import dataclass, field

OUT, IN = "sent", "rcvd"

# ---------------------------------------------------------------- captures


@dataclass
class Packet:
    at: float
    src: str
    dst: str
    sport: int
    dport: int
    payload: bytes


def pcap_records(data):
    """(time, link type, frame) of a classic little-endian pcap."""
    if len(data) < 24:
        return
    nano = struct.unpack("<I", data[:4])[0] == 0xA1B23C4D
    link = struct.unpack("<I", data[20:24])[0]
    at = 24
    while at + 16 <= len(data):
        sec, frac, caught, _ = struct.unpack("<IIII", data[at:at + 16])
        yield sec + frac / (1e9 if nano else 1e6), link, data[at + 16:at + 16 + caught]
        at += 16 + caught


def nflog_payload(frame):
    at = 4
    while at + 4 <= len(frame):
        size, kind = struct.unpack("<HH", frame[at:at + 4])
        if size < 4:
            return b""
        if kind & 0x7FFF == 9:
            return frame[at + 4:at + size]
        at += (size + 3) & ~3
    return b""


def udp_packets(data):
    """Whole UDP/IPv4 packets; later fragments are left out."""
    for at, link, frame in pcap_records(data):
        if link == 239:
            ip = nflog_payload(frame)
        elif link == 1 and frame[12:14] == b"\x08\x00":
            ip = frame[14:]
        else:
            continue
        if len(ip) < 28 or ip[9] != 17 or struct.unpack(">H", ip[6:8])[0] & 0x1FFF:
            continue
        head = (ip[0] & 15) * 4
        sport, dport, size = struct.unpack(">HHH", ip[head:head + 6])
        address = lambda b: ".".join(map(str, b))
        yield Packet(at, address(ip[12:16]), address(ip[16:20]), sport, dport, ip[head + 8:head + size])


# ---------------------------------------------------------------- what a packet says


@dataclass
class Said:
    at: float
    way: str          # OUT or IN, as the Mac sees it
    kind: str         # MM AG QM INFO IKEv2 | SCCRQ … | PPP
    detail: dict = field(default_factory=dict)


EXCHANGES = {2: "MM", 4: "AG", 5: "INFO", 32: "QM"}


def ike(packet, way):
    body = packet.payload
    if packet.sport == 4500 or packet.dport == 4500:
        if body[:4] != b"\0\0\0\0":
            return None
        body = body[4:]
    if len(body) < 28:
        return None
    version, exchange = body[17], body[18]
    kind = "IKEv2" if version >> 4 == 2 else EXCHANGES.get(exchange)
    return kind and Said(packet.at, way, kind, {"cookie": body[:8], "message": body[20:24], "first": body[16]})


MESSAGES = {1: "SCCRQ", 2: "SCCRP", 3: "SCCCN", 4: "StopCCN", 6: "Hello", 7: "OCRQ", 8: "OCRP", 9: "OCCN",
            10: "ICRQ", 11: "ICRP", 12: "ICCN", 14: "CDN", 15: "WEN", 16: "SLI"}


def l2tp(packet, way):
    body = packet.payload
    if len(body) < 6:
        return None
    flags = struct.unpack(">H", body[:2])[0]
    at = 2 + (2 if flags & 0x4000 else 0) + 4
    if flags & 0x8000:
        ns = struct.unpack(">H", body[at:at + 2])[0]
        at += 4
        avps = {}
        while at + 6 <= len(body):
            size = struct.unpack(">H", body[at:at + 2])[0] & 0x3FF
            kind = struct.unpack(">H", body[at + 4:at + 6])[0]
            if size < 6:
                break
            avps[kind] = body[at + 6:at + size]
            at += size
        if 0 not in avps:
            return None   # ZLB
        name = MESSAGES.get(struct.unpack(">H", avps[0][:2])[0], "unknown")
        return Said(packet.at, way, name, {"avps": avps, "ns": ns})
    at += 4 if flags & 0x0800 else 0
    if flags & 0x0200:
        at += 2 + struct.unpack(">H", body[at:at + 2])[0]
    return Said(packet.at, way, "PPP", {"frame": body[at:]})


# ---------------------------------------------------------------- PPP dumps, in Apple's manner (§6)

LCP, PAP, CHAP, IPCP, IPV6CP, CCP = 0xC021, 0xC023, 0xC223, 0x8021, 0x8057, 0x80FD
NAMES = {LCP: "LCP", PAP: "PAP", CHAP: "CHAP", IPCP: "IPCP", IPV6CP: "IPV6CP", CCP: "CCP"}
CODES = {1: "ConfReq", 2: "ConfAck", 3: "ConfNak", 4: "ConfRej", 5: "TermReq", 6: "TermAck", 7: "CodeRej"}
LCP_CODES = {**CODES, 8: "ProtRej", 9: "EchoReq", 10: "EchoRep", 11: "DiscReq"}
CHAP_CODES = {1: "Challenge", 2: "Response", 3: "Success", 4: "Failure"}
PAP_CODES = {1: "AuthReq", 2: "AuthAck", 3: "AuthNak"}
AUTH = {(PAP, None): "pap", (CHAP, 5): "chap MD5", (CHAP, 0x80): "chap MS", (CHAP, 0x81): "chap MS-v2", (0xC227, None): "eap"}


@dataclass
class Ppp:
    protocol: int
    code: int
    ident: int
    data: bytes

    @property
    def name(self):
        codes = {LCP: LCP_CODES, CHAP: CHAP_CODES, PAP: PAP_CODES}.get(self.protocol, CODES)
        return codes.get(self.code)


def ppp(frame):
    """The control packet in a PPP frame, or None with the protocol of anything else."""
    if frame[:2] == b"\xff\x03":
        frame = frame[2:]
    if not frame:
        return None, 0
    if frame[0] & 1:
        return None, frame[0]
    protocol, body = struct.unpack(">H", frame[:2])[0], frame[2:]
    if protocol not in NAMES or len(body) < 4:
        return None, protocol
    code, ident, size = struct.unpack(">BBH", body[:4])
    return Ppp(protocol, code, ident, body[4:size]), protocol


def dotted(b):
    return ".".join(map(str, b))


def interface_id(b):
    h = b.hex()
    return "fe80::" + ":".join(h[i:i + 4] for i in range(0, 16, 4))


def option(protocol, kind, value):
    if protocol == LCP:
        if kind == 1:
            return "mru %d" % struct.unpack(">H", value)
        if kind == 2:
            return "asyncmap 0x%x" % struct.unpack(">I", value)
        if kind == 3:
            proto = struct.unpack(">H", value[:2])[0]
            return "auth " + AUTH.get((proto, value[2] if len(value) > 2 else None), "0x%x" % proto)
        if kind == 5:
            return "magic 0x%x" % struct.unpack(">I", value)
        if kind in (7, 8):
            return {7: "pcomp", 8: "accomp"}[kind]
        if kind == 13:
            return "callback CBCP"
        if kind == 17:
            return "mrru %d" % struct.unpack(">H", value)
        if kind == 19:
            return "endpoint [%s]" % value.hex()
    if protocol == IPCP:
        if kind == 2:
            return "compress VJ %s" % value[2:].hex(" ")
        if kind == 3:
            return "addr " + dotted(value)
        if kind in (129, 131):
            return "ms-dns%d %s" % (kind - 128, dotted(value))
        if kind in (130, 132):
            return "ms-wins%d %s" % (kind - 129, dotted(value))
    if protocol == IPV6CP and kind == 1:
        return "addr " + interface_id(value)
    if protocol == CCP and kind == 18:
        bits = struct.unpack(">I", value)[0]
        return "mppe %s %s %s %s %s %s" % tuple(("+" if bits & b else "-") + n for n, b in
                                            (("H", 1 << 24), ("M", 0x80), ("S", 0x40), ("L", 0x20), ("D", 0x10), ("C", 1)))
    return " " + " ".join("%02x" % b for b in bytes([kind, len(value) + 2]) + value)


def options(protocol, data):
    at, told = 0, []
    while at + 2 <= len(data) and data[at + 1] >= 2:
        told.append("<%s>" % option(protocol, data[at], data[at + 2:at + data[at + 1]]))
        at += data[at + 1]
    return told


def escaped(b):
    return "".join(chr(c) if 32 <= c < 127 and c not in (34, 92) else "\\%03o" % c for c in b)


def dump(p):
    """`[LCP ConfReq id=0x1 <mru 1280> …]`"""
    parts = ["%s %s id=0x%x" % (NAMES[p.protocol], p.name or " code=0x%x" % p.code, p.ident)]
    if p.protocol == CHAP and p.code in (1, 2):
        size = p.data[0]
        parts.append("<%s>, name = \"%s\"" % (p.data[1:1 + size].hex(), escaped(p.data[1 + size:])))
    elif p.protocol == CHAP:
        parts.append('"%s"' % escaped(p.data))
    elif p.protocol == PAP and p.code == 1:
        user = p.data[1:1 + p.data[0]]
        parts.append('user="%s" password=<hidden>' % escaped(user))
    elif p.protocol == PAP:
        parts.append('"%s"' % escaped(p.data[1:1 + p.data[0]] if p.data else b""))
    elif p.code in (1, 2, 3, 4):
        parts += options(p.protocol, p.data)
    elif p.code in (5, 6):
        if p.data:
            parts.append('"%s"' % escaped(p.data))
    elif p.protocol == LCP and p.code in (9, 10):
        parts.append("magic=0x%x" % struct.unpack(">I", p.data[:4]))
    elif p.data:
        parts.append(p.data.hex(" "))
    return "[" + " ".join(parts) + "]"


# ---------------------------------------------------------------- the Mac


@dataclass
class Mac:
    macos: str = "10.12"
    verbose: bool = True
    offset: float = 0.0
    name: str = "vpn.example.jp"
    dialled: str = "198.51.100.20"
    router: str = "192.168.11.1"
    plain: bool = False          # L2TP without IPsec

    @property
    def generation(self):
        major, _, minor = self.macos.partition(".")
        return int(major) * 100 + int(minor or 0)


NO_RACOON, FIRST_ANSWER, PHASE1, PHASE2, ANSWER = 5, 10, 30, 30, 20


class Attempt:
    """Plays one attempt's packets and marks through Apple's stages and says what its ppp.log would."""

    def __init__(self, mac, began, said, marks):
        self.mac, self.began = mac, began
        self.said = sorted(said, key=lambda s: s.at)
        self.marks = marks           # [(time, word, rest)]
        self.lines = []              # (time, verbose only, text)
        self.over = False
        self.run()

    def say(self, at, text, verbose=False):
        self.lines.append((at, verbose, text))

    def detail(self, at, text):
        self.say(at, text, verbose=True)

    def mark(self, *words):
        return next((at for at, word, _ in self.marks if word in words), None)

    def first(self, way, *kinds, after=0.0):
        return next((s for s in self.said if s.way == way and s.kind in kinds and s.at >= after), None)

    # --- stages

    def run(self):
        lost = self.mark("host-not-found")
        if lost is not None:
            self.setup(resolved=False)
            self.say(lost, "L2TP: Host '%s' not found..." % self.mac.name)
            return
        self.setup()
        if self.mac.plain or self.ipsec():
            if self.tunnel():
                self.link()

    def setup(self, resolved=True):
        at, mac = self.began, self.mac
        if mac.generation >= 1009:
            self.say(at, "publish_entry SCDSet() failed: Success!")
            self.say(at, "publish_entry SCDSet() failed: Success!")
        if mac.generation >= 1010:
            self.say(at, "l2tp_get_router_address")
            self.say(at, "l2tp_get_router_address %s from dict 1" % mac.router)
        if not resolved:
            return
        self.say(at, "L2TP connecting to server '%s' (%s)..." % (mac.name, mac.dialled))
        if not mac.plain:
            self.say(at, "IPSec connection started")

    def cancelled(self, before):
        """The user pressed Disconnect while still connecting."""
        at = self.mark("cancel")
        if at is None or at >= before:
            return False
        if self.mac.generation >= 1008:
            self.say(at, "[DISCONNECT]")
        self.say(at, "Hangup (SIGHUP)")
        return True

    def ipsec_fails(self, at):
        if not self.cancelled(at):
            self.say(at, "IPSec connection failed")
        return False

    def ipsec(self):
        started = self.first(OUT, "MM", "AG", "IKEv2")
        if started is None:
            self.say(self.began + NO_RACOON, "IPSec connection failed")
            return False
        self.detail(started.at, "IPSec phase 1 client started")
        replied = self.first(IN, "MM", "AG")
        if replied is None or replied.at > started.at + FIRST_ANSWER:
            return self.ipsec_fails(started.at + FIRST_ANSWER)
        self.detail(replied.at, "IPSec phase 1 server replied")
        quick = self.first(OUT, "QM", after=replied.at)
        if quick is None or quick.at > replied.at + PHASE1:
            return self.ipsec_fails(replied.at + PHASE1)
        self.detail(quick.at, "IPSec phase 2 started")
        answer = next((s for s in self.said if s.way == IN and s.kind == "QM" and s.detail["message"] == quick.detail["message"]), None)
        done = answer and next((s for s in self.said if s.way == OUT and s.kind == "QM" and s.at > answer.at
                                and s.detail["message"] == quick.detail["message"]), None)
        if not done or done.at > quick.at + PHASE2:
            return self.ipsec_fails(quick.at + PHASE2)
        self.detail(done.at, "IPSec phase 2 established")
        self.say(done.at, "IPSec connection established")
        return True

    def tunnel(self):
        sent = self.first(OUT, "SCCRQ")
        if sent is None:
            self.cancelled(float("inf"))
            return False
        self.detail(sent.at, "L2TP sent SCCRQ")
        for wanted, replies, silent in (("SCCRP", ("SCCCN", "ICRQ"), False), ("ICRP", ("ICCN",), True)):
            answer = self.first(IN, wanted, "StopCCN", "CDN", after=sent.at)
            if answer is None or answer.at > sent.at + ANSWER:
                if not self.cancelled(sent.at + ANSWER) and not silent:
                    self.say(sent.at + ANSWER, "L2TP cannot connect to the server")
                return False
            if answer.kind != wanted:
                self.say(answer.at, "L2TP received invalid message (expected %s, received %s)" % (wanted, answer.kind))
                self.disconnected(answer.at, told=False)
                return False
            if 11 in answer.detail["avps"]:
                self.say(answer.at, "L2TP received Auth Challenge AVP - not supported")
                self.disconnected(answer.at, told=False)
                return False
            self.detail(answer.at, "L2TP received " + wanted)
            for name in replies:
                reply = self.first(OUT, name, after=answer.at)
                if reply is None:
                    return False
                self.detail(reply.at, "L2TP sent " + name)
                sent = reply
        at = sent.at
        self.say(at, "L2TP connection established.")
        if self.mac.generation >= 1007:
            self.say(at, "L2TP set port-mapping for en0, interface: 4, protocol: 0, privatePort: 0")
        self.detail(at, "using link 0")
        self.say(at, "Using interface ppp0")
        self.say(at, "Connect: ppp0 <--> socket[34:18]")
        self.up_at = at
        return True

    def disconnected(self, at, told=True, cdn=True):
        if self.mac.generation >= 1007:
            self.say(at, "L2TP clearing port-mapping for en0") if told else None
        self.say(at, "L2TP disconnecting...")
        if cdn:
            if told:
                self.detail(at, "L2TP sent CDN")
            self.detail(at, "L2TP sent StopCCN")
        self.say(at, "L2TP disconnected")
        self.over = True

    def terminated(self, at, cdn=True):
        if self.over:
            return
        self.say(at, "Connection terminated.")
        if self.ip_up:
            self.say(at, "Connect time %.1f minutes." % ((at - self.ip_up) / 60))
            self.say(at, "Sent %d bytes, received %d bytes." % (self.carried[OUT], self.carried[IN]))
        self.disconnected(at, cdn=cdn)

    # --- PPP

    def link(self):
        self.ip_up, self.carried = None, {OUT: 0, IN: 0}
        self.microsoft, self.requests = False, []
        self.mine, self.theirs, self.dns = None, None, {}
        ended = self.mark("disconnect", "cancel")
        speaks = self.first(OUT, "PPP", after=self.up_at)   # what came before that, no pppd has read
        for s in self.said:
            if self.over:
                return
            if ended is not None and s.at >= ended:
                break
            if s.at < self.up_at or s.kind == "PPP" and s.way == IN and (not speaks or s.at < speaks.at):
                continue
            if s.kind == "PPP":
                self.frame(s)
            elif s.way == IN and s.kind in ("CDN", "StopCCN"):
                self.detail(s.at, "L2TP received " + s.kind)
                self.say(s.at, "L2TP hangup")
                if self.ip_up:
                    self.detail(s.at, "ipcp: down")
                self.terminated(s.at)
                return
            self.overdue(s.at)
        if self.over:
            return
        if ended is not None:
            self.user_ends(ended)
        else:
            self.overdue(self.mark("gave-up", "stop", "end") or 0)
            lost = self.mark("line-dead")
            if lost and not self.over:
                self.say(lost, "No response to 3 echo-requests")
                self.say(lost, "Serial link appears to be disconnected.")
                self.detail(lost, "ipcp: down")
                self.detail(lost, 'sent [LCP TermReq id=0x2 "Peer not responding"]')
                self.terminated(lost)

    def overdue(self, now):
        """Ten requests, three seconds apart, then pppd gives up."""
        if self.over:
            return
        for name in ("LCP", "IPCP"):
            sent = [at for n, at in self.requests if n == name]
            if len(sent) >= 10 and now >= sent[0] + 30:
                at = sent[0] + 30
                self.say(at, "%s: timeout sending Config-Requests" % name)
                if name == "IPCP":
                    self.detail(at, 'sent [LCP TermReq id=0x2 "No network protocols running"]')
                self.terminated(at)
                return

    def user_ends(self, at):
        if self.mac.generation >= 1008:
            self.say(at, "[DISCONNECT]")
        self.say(at, "Hangup (SIGHUP)")
        if self.ip_up:
            self.detail(at, "ipcp: down")
        self.detail(at, 'sent [LCP TermReq id=0x2 "User request"]')
        self.terminated(at)

    def frame(self, s):
        packet, protocol = ppp(s.detail["frame"])
        if packet is None:
            if protocol in (0x21, 0x0021):
                self.carried[s.way] += len(s.detail["frame"]) - 2
            return
        at, way, p = s.at, s.way, packet
        if p.protocol == LCP and p.code in (9, 10) and self.ip_up:
            return   # echoes are not dumped while the link is up
        if way == OUT and p.protocol in (LCP, IPCP, IPV6CP) and p.code in (2, 3, 4):
            verdict = {2: ("CONFACK", "ACK"), 3: ("CONFNAK", "NAK"), 4: ("CONFREJ", "REJ")}[p.code]
            if p.protocol == LCP:
                self.detail(at, "lcp_reqci: returning %s." % verdict[0])
            elif p.protocol == IPCP:
                self.detail(at, "ipcp: returning Configure-" + verdict[1])
        self.detail(at, "%s %s" % (way, dump(p)))
        if p.protocol == LCP and p.code == 2 and way == OUT:
            self.microsoft = "<auth chap MS" in dump(p)
        if way == OUT and p.code == 1 and p.protocol in (LCP, IPCP):
            self.requests.append((NAMES[p.protocol], at))
        if way == IN and p.protocol in (LCP, IPCP) and p.code in (2, 3, 4):
            self.requests = [r for r in self.requests if r[0] != NAMES[p.protocol]]
        if p.protocol == CHAP and way == IN and p.code == 4:
            text = p.data.decode("latin-1")
            kind = "MS-CHAP" if self.microsoft else "CHAP"
            self.say(at, "%s authentication failed: %s" % (kind, text.partition("M=")[2] if "E=" in text else text))
        if p.protocol == LCP and p.code == 5:
            if way == IN:
                self.say(at, "LCP terminated by peer (%s)" % escaped(p.data) if p.data else "LCP terminated by peer")
            if self.ip_up:
                self.detail(at, "ipcp: down")
            self.terminated(at)
        elif p.protocol == IPCP:
            self.addresses(at, way, p)

    def addresses(self, at, way, p):
        told = dict(o[1:-1].split(" ", 1) for o in options(IPCP, p.data) if " " in o) if p.code in (1, 2) else {}
        if way == IN and p.code == 2:
            self.mine, self.dns = told.get("addr"), told
        if way == OUT and p.code == 2:
            self.theirs = told.get("addr") or "0.0.0.0"
        if p.code == 5 and way == IN:
            self.say(at, "IPCP terminated by peer (%s)" % escaped(p.data))
        if self.mine and self.theirs and not self.ip_up:
            self.ip_up = at
            self.detail(at, "ipcp: up")
            self.say(at, "local  IP address " + self.mine)
            self.say(at, "remote IP address " + self.theirs)
            if "ms-dns1" in self.dns:
                self.say(at, "primary   DNS address " + self.dns["ms-dns1"])
            if "ms-dns3" in self.dns:
                self.say(at, "secondary DNS address " + self.dns["ms-dns3"])
            if self.mac.generation >= 1009:
                self.detail(at, "Received protocol dictionaries")
                install = " on install command" if self.mac.generation >= 1010 else ""
                self.say(at + 1, "Committed PPP store" + install)


# ---------------------------------------------------------------- file


def read_marks(text):
    marks = []
    for line in text.splitlines():
        at, word, *rest = line.split(" ", 2)
        marks.append((float(at), word, rest[0] if rest else ""))
    return marks


def observations(mac, eth0, nflog):
    said = []
    for p in udp_packets(eth0):
        if mac.dialled not in (p.src, p.dst):
            continue
        way = OUT if p.dst == mac.dialled else IN
        if {p.sport, p.dport} & {500, 4500}:
            said.append(ike(p, way))
    for p in udp_packets(nflog):
        said.append(l2tp(p, OUT if p.dport == 1701 else IN))
    return [s for s in said if s]


def ppp_log(mac, eth0, nflog, marks):
    said, lines = observations(mac, eth0, nflog), []
    dials = [at for at, word, _ in marks if word == "dial"]
    for began, until in zip(dials, dials[1:] + [float("inf")]):
        window = [m for m in marks if began <= m[0] < until]
        end = next((at for at, word, _ in window if word == "end"), until)
        lines += Attempt(mac, began, [s for s in said if began - 0.5 <= s.at < end], window).lines
    # pppd writes in order: never a stamp before the last one
    text, last = [], 0.0
    for at, verbose, line in lines:
        last = max(last, at)
        if mac.verbose or not verbose:
            stamp = time.gmtime(last + mac.offset)
            text.append("%s : %s\n" % (time.strftime("%a %b %e %H:%M:%S %Y", stamp), line))
    return "".join(text)


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except FileNotFoundError:
        return b""


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("work", help="folder with HOST.eth0.pcap, HOST.l2tp.pcap and HOST.marks")
    ask.add_argument("--host", default="client")
    ask.add_argument("--macos", default="10.12")
    ask.add_argument("--offset", type=float, default=0.0, help="seconds the Mac's wall clock is ahead of UTC")
    ask.add_argument("--terse", action="store_true", help="without verbose logging")
    ask.add_argument("--plain", action="store_true", help="L2TP without IPsec")
    ask.add_argument("--router", default="192.168.11.1")
    ask.add_argument("--dialled", default="198.51.100.20")
    a = ask.parse_args()
    mac = Mac(a.macos, not a.terse, a.offset, dialled=a.dialled, router=a.router, plain=a.plain)
    path = "%s/%s." % (a.work, a.host)
    print(ppp_log(mac, read(path + "eth0.pcap"), read(path + "l2tp.pcap"), read_marks(read(path + "marks").decode())), end="")


if __name__ == "__main__":
    main()
