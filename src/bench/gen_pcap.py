#!/usr/bin/env python3
"""Writes a made-up capture of a busy L2TP/IPsec server, the same for the same options.

    src/bench/gen_pcap.py OUT.pcap [--clients N] [--esp N] [--duration S] [--seed N] [--noise F] [--plain F]

Each client does IKEv1 main mode and quick mode over NAT-T, then ESP in UDP; the share --plain of them does L2TP and PPP
control in clear instead of ESP. --esp is the number of ESP packets of a client, --noise the share of other traffic
(TCP) in the file. Big (1 GB): --clients 2600 --esp 585. Control only: --clients 28000 --esp 0 --noise 0 --plain 0.4.
"""
import argparse
import heapq
import random
import struct

SERVER = 0xC6336414
VENDORS = [bytes.fromhex(x) for x in (
    "4a131c81070358455c5728f20e95452f", "4df37928e9fc4fd1b3262170d515c662", "8f8d83826d246b6fc7a8a6a428c11de8",
    "90cb80913ebb696e086381b5ec427b1f", "4048b7d56ebce88525e7de7f00d6c2d380000000", "afcad71368a1f1c96b8696fc77570100")]


def frame(source, destination, protocol, payload):
    head = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(payload), 0, 0x4000, 64, protocol, 0, source, destination)
    return b"\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x08\x00" + head + payload


def udp(source, destination, sport, dport, payload):
    return frame(source, destination, 17, struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload)


def payload(following, body):
    return struct.pack(">BBH", following, 0, 4 + len(body)) + body


def chain(payloads):
    types = [t for t, _ in payloads[1:]] + [0]
    return payloads[0][0], b"".join(payload(n, body) for n, (_, body) in zip(types, payloads))


def isakmp(icookie, rcookie, exchange, flags, message, first, body):
    return icookie + rcookie + struct.pack(">BBBBII", first, 0x10, exchange, flags, message, 28 + len(body)) + body


def attributes(pairs):
    return b"".join(struct.pack(">HH", 0x8000 | t, v) for t, v in pairs)


def proposal(transforms):
    out = b""
    for i, pairs in enumerate(transforms):
        body = struct.pack(">BBH", i + 1, 1, 0) + attributes(pairs)
        out += struct.pack(">BBH", 3 if i + 1 < len(transforms) else 0, 0, 4 + len(body)) + body
    body = struct.pack(">BBBB", 1, 1, 0, len(transforms)) + out
    return struct.pack(">II", 1, 1) + struct.pack(">BBH", 0, 0, 4 + len(body)) + body


OFFER = proposal([[(1, 7), (14, k), (2, h), (4, g), (3, 1), (11, 1), (12, 3600)]
                  for k in (256, 128) for h in (4, 2, 1) for g in (14, 5, 2)])
CHOSEN = proposal([[(1, 7), (14, 256), (2, 2), (4, 14), (3, 1), (11, 1), (12, 3600)]])


def l2tp(kind, tunnel, session, ns, nr, avps):
    body = struct.pack(">HHHH", 0x8008, 0, 0, kind) if kind else b""
    for number, value in avps:
        body += struct.pack(">HHH", 0x8000 | 6 + len(value), 0, number) + value
    return struct.pack(">HHHHHH", 0xC802, 12 + len(body), tunnel, session, ns, nr) + body


def ppp(tunnel, session, protocol, code, ident, body):
    return struct.pack(">HHHBBHBBH", 0x0002, tunnel, session, 0xFF, 3, protocol, code, ident, 4 + len(body)) + body


def client(number, start, asked, chance):
    """The packets of one client, in order."""
    me = 0xCB007100 + number * 7 % 0x00FFFFFF & 0xFFFFFFFF
    port = 1024 + number * 13 % 60000
    rnd = chance.randbytes
    clock = start

    def step():
        nonlocal clock
        clock += chance.uniform(0.005, 0.12)
        return clock

    ours, theirs = rnd(8), rnd(8)
    plain = chance.random() < asked.plain
    if not plain:
        for side, text in ((0, [(1, OFFER)] + [(13, v) for v in VENDORS]), (1, [(1, CHOSEN)] + [(13, v) for v in VENDORS[:2]])):
            first, body = chain(text)
            message = isakmp(ours, theirs if side else bytes(8), 2, 0, 0, first, body)
            yield step(), udp(SERVER, me, 500, port, message) if side else udp(me, SERVER, port, 500, message)
        for side in (0, 1):
            first, body = chain([(4, rnd(256)), (10, rnd(16)), (20, rnd(20)), (20, rnd(20))])
            message = isakmp(ours, theirs, 2, 0, 0, first, body)
            yield step(), udp(SERVER, me, 500, port, message) if side else udp(me, SERVER, port, 500, message)
        ident = chance.getrandbits(32)
        for side, exchange, size in ((0, 2, 80), (1, 2, 48), (0, 32, 252), (1, 32, 172), (0, 32, 32)):
            message = bytes(4) + isakmp(ours, theirs, exchange, 1, ident if exchange == 32 else 0, 5 if exchange == 2 else 8, rnd(size))
            yield step(), udp(SERVER, me, 4500, port, message) if side else udp(me, SERVER, port, 4500, message)
        spis = rnd(4), rnd(4)
        gap = asked.duration / 2 / (asked.esp or 1)
        for i in range(asked.esp):
            clock += chance.uniform(0, 2 * gap)
            side = i & 1
            sealed = spis[side] + struct.pack(">I", i // 2 + 1) + asked.junk[i * 16 % 4096:][:chance.choice((88, 136, 600, 1320, 1320, 1320))]
            yield clock, udp(SERVER, me, 4500, port, sealed) if side else udp(me, SERVER, port, 4500, sealed)
        return
    tunnel, session = struct.pack(">H", 1 + number % 60000), struct.pack(">H", 1 + chance.randrange(65535))
    t, s = struct.unpack(">H", tunnel)[0], struct.unpack(">H", session)[0]
    magic = [rnd(4), rnd(4)]
    say = [
        (0, l2tp(1, 0, 0, 0, 0, [(2, b"\1\0"), (3, b"\0\0\0\3"), (4, bytes(4)), (7, b"mac\0"), (9, tunnel), (10, b"\0\4")])),
        (1, l2tp(2, t, 0, 0, 1, [(2, b"\1\0"), (3, b"\0\0\0\3"), (7, b"vpn.example"), (8, b"xelerance.com"), (9, tunnel), (10, b"\0\4")])),
        (0, l2tp(3, t, 0, 1, 1, [])),
        (0, l2tp(10, t, 0, 2, 1, [(14, session), (15, bytes(4)), (18, bytes(4))])),
        (1, l2tp(11, t, s, 1, 3, [(14, session)])),
        (0, l2tp(12, t, s, 3, 2, [(24, b"\0\x0f\x42\x40"), (19, b"\0\0\0\1")])),
        (1, l2tp(0, t, 0, 2, 4, [])),
    ]
    for side in (0, 1):
        say.append((side, ppp(t, s, 0xC021, 1, 1, b"\1\4\5\0\3\5\xc2\x23\x81\5\6" + magic[side] + b"\7\2\x08\2")))
        say.append((1 - side, ppp(t, s, 0xC021, 2, 1, b"\1\4\5\0\3\5\xc2\x23\x81\5\6" + magic[side] + b"\7\2\x08\2")))
    say += [(1, ppp(t, s, 0xC223, 1, 7, b"\x10" + rnd(16) + b"vpn")), (0, ppp(t, s, 0xC223, 2, 7, b"\x31" + rnd(49) + b"user%d" % number)),
            (1, ppp(t, s, 0xC223, 3, 7, b"S=" + rnd(20).hex().upper().encode() + b" M=Access granted")),
            (0, ppp(t, s, 0x8021, 1, 1, b"\3\6\0\0\0\0\x81\6\0\0\0\0")), (1, ppp(t, s, 0x8021, 3, 1, b"\3\6\xc0\xa8\x2a\x0a\x81\6\x08\x08\x08\x08"))]
    for i in range(6):
        say.append((i & 1, ppp(t, s, 0xC021, 9 + (i & 1), 2 + i, magic[i & 1])))
    for side, message in say:
        yield step(), udp(SERVER, me, 1701, port, message) if side else udp(me, SERVER, port, 1701, message)


def noise(asked, chance, wanted):
    for _ in range(wanted):
        size = chance.choice((0, 60, 400, 1400, 1400))
        segment = struct.pack(">HHIIBBHHH", 443, chance.randrange(1024, 65535), 1, 1, 0x50, 0x10, 8192, 0, 0) + asked.junk[:size]
        yield chance.random() * asked.duration, frame(SERVER, chance.getrandbits(32), 6, segment)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--clients", type=int, default=400)
    parser.add_argument("--esp", type=int, default=330)
    parser.add_argument("--duration", type=float, default=1800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", type=float, default=0.2)
    parser.add_argument("--plain", type=float, default=0.1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    asked.junk = chance.randbytes(8192)
    flows = [client(i, chance.random() * asked.duration / 2, asked, random.Random(asked.seed * 1000003 + i)) for i in range(asked.clients)]
    expected = asked.clients * (asked.esp + 12)
    flows.append(iter(sorted(noise(asked, chance, int(expected * asked.noise / (1 - asked.noise))), key=lambda p: p[0])))
    with open(asked.out, "wb", 1 << 20) as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for at, octets in heapq.merge(*flows, key=lambda p: p[0]):
            micros = int((1760000000 + at) * 1000000)
            out.write(struct.pack("<IIII", micros // 1000000, micros % 1000000, len(octets), len(octets)) + octets)


if __name__ == "__main__":
    main()
