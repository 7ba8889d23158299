#!/usr/bin/env python3
"""Replays recorded cases into a network namespace and log files, in real time, as if clients dialled just now.

    src/bench/replay_case.py NAMESPACE LOGDIR CASE...

NAMESPACE has the server's card `eth0`, whose other end `net0` is in NAMESPACE-net (src/bench/live_agent.sh makes them).
Packets that came in are sent from net0, packets that went out are sent on eth0; the lines of the logs are appended to
files of the same name in LOGDIR with today's time. Only raw sockets in namespaces of our own: nothing leaves the machine.
"""
import ctypes
import datetime
import os
import pathlib
import re
import socket
import struct
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
STAMP = re.compile(r"^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)(.*)$", re.S)


def raw_socket(namespace, interface):
    with open("/proc/self/ns/net") as home, open(f"/run/netns/{namespace}") as there:
        if LIBC.setns(there.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        try:
            made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            made.bind((interface, 0))
        finally:
            LIBC.setns(home.fileno(), CLONE_NEWNET)
    return made


def packets(file):
    data = file.read_bytes()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    nanos = data[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d")
    at = 24
    while at + 16 <= len(data):
        seconds, part, kept, _ = struct.unpack(order + "IIII", data[at:at + 16])
        yield seconds + part / (1e9 if nanos else 1e6), data[at + 16:at + 16 + kept]
        at += 16 + kept


def lines(file, year):
    for line in file.read_text(errors="replace").splitlines():
        found = STAMP.match(line)
        if found:
            moment = datetime.datetime.strptime(f"{year} {found.group(1)}", "%Y %b %d %H:%M:%S")
            yield moment.replace(tzinfo=datetime.timezone.utc).timestamp(), found.group(2)


def replay(case, inside, outside, server_mac, logs):
    captured = list(packets(case / "server" / "eth0.pcap"))
    if not captured:
        print(f"{case.name}: no packet, left out", flush=True)
        return
    year = datetime.datetime.fromtimestamp(captured[0][0], datetime.timezone.utc).year
    events = [(at, "packet", frame) for at, frame in captured]
    for name in ("secure", "messages"):
        file = case / "server" / "log" / name
        if file.exists():
            events += [(at + 0.2, name, rest) for at, rest in lines(file, year)]
    first = min(at for at, frame in captured) - 2
    events = sorted((e for e in events if e[0] >= first), key=lambda e: e[0])
    # the server's own card sent what does not come from the side of the clients
    into = min((a for a in (f[:6] for _, f in captured)), key=lambda mac: -sum(f[:6] == mac for _, f in captured))
    firsts = [f for _, f in captured if f[12:14] in (b"\x08\x00", b"\x86\xdd")]
    if firsts:
        into = firsts[0][:6]
    start = time.time() + 0.5
    for at, kind, what in events:
        wait = start + (at - first) - time.time()
        if wait > 0:
            time.sleep(wait)
        if kind == "packet":
            frame = what
            if len(frame) < 14:
                continue
            if frame[:6] == into:
                outside.send(server_mac + frame[6:])
            else:
                inside.send(frame)
        else:
            with open(logs / kind, "a") as log:
                log.write(time.strftime("%b %e %H:%M:%S", time.localtime()) + what + "\n")
    print(f"{case.name}: replayed {len(captured)} packets", flush=True)


def main():
    namespace, logs, cases = sys.argv[1], pathlib.Path(sys.argv[2]), [pathlib.Path(c) for c in sys.argv[3:]]
    inside = raw_socket(namespace, "eth0")
    outside = raw_socket(namespace + "-net", "net0")
    mac = bytes.fromhex(os.popen(f"ip netns exec {namespace} cat /sys/class/net/eth0/address").read().strip().replace(":", ""))
    for case in cases:
        replay(case, inside, outside, mac, logs)


if __name__ == "__main__":
    main()
