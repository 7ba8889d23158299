#!/usr/bin/env python3
"""The agent under a flood of spoofed first messages, and killed at random moments while its logs are written and rotated.

    src/bench/live_storm.py flood [--peers 10000] [--rate 2000] [--idle 60]
    src/bench/live_storm.py kill [--kills 20] [--seconds 120] [--rate 500]
    src/bench/live_storm.py garbage [--seconds 60]

Both make a network namespace of their own (needs root), start `kiriwake agent` there, and remove what they made. `flood`
prints the agent's memory and CPU when idle, its highest PSS while it floods, and after; `kill` writes numbered lines of xl2tpd into a log that is rotated by rename,
kills the agent with SIGKILL at seeded moments, starts it again, and at the end counts in its store which lines are missing,
doubled or torn (the store keeps the lines of two hours). `garbage` sends damaged frames, writes damaged lines among good ones, drops what is
no client's log into the spool and breaks the configuration; then a recorded case happens and must get its verdict, no good
line may be lost or doubled, and nothing that is said may hold control characters.
"""
import argparse
import gzip
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from replay_case import packets, raw_socket  # noqa: E402

PROJECT = pathlib.Path(__file__).resolve().parents[2]
KIRIWAKE = os.environ.get("KIRIWAKE", str(PROJECT / "agent" / "bin" / "kiriwake"))
XL2TPD = "%s server xl2tpd[812]: control_finish: Connection closed to 203.0.113.%d, serial %d ()"


class Host:
    def __init__(self, files):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="kiriwake-storm-"))
        self.name = f"kwstorm{os.getpid()}"
        self.agent = None
        for line in (f"ip netns add {self.name}", f"ip netns add {self.name}-net",
                     f"ip link add eth0 netns {self.name} type veth peer name net0 netns {self.name}-net",
                     f"ip -n {self.name} addr add 198.51.100.20/24 dev eth0", f"ip -n {self.name} link set eth0 up",
                     f"ip -n {self.name}-net link set net0 up",
                     f"ip -n {self.name} route add default via 198.51.100.1"):
            subprocess.run(line.split(), check=True)
        (self.place / "store").mkdir()
        (self.place / "log").mkdir()
        for name in files:
            (self.place / "log" / name).touch()
        names = ", ".join(str(self.place / "log" / name) for name in files)
        (self.place / "kiriwake.yaml").write_text(
            f"capture: {{ interfaces: [eth0] }}\nlogs: {{ files: [{names}], journal: off }}\n"
            f"attempts: {{ silence: 15 s }}\nclients: {{ spool: {self.place}/spool }}\n"
            f"storage: {{ folder: {self.place}/store, disk: 256 MiB }}\n")

    def start(self):
        log = open(self.place / "agent.log", "ab")
        self.agent = subprocess.Popen(
            ["ip", "netns", "exec", self.name, KIRIWAKE, "agent", "--config", str(self.place / "kiriwake.yaml")],
            stdout=log, stderr=log, env={**os.environ, "TZ": "UTC"})

    def ready(self):
        for _ in range(300):
            if b"watching" in (self.place / "agent.log").read_bytes():
                return
            time.sleep(0.1)
        raise SystemExit((self.place / "agent.log").read_text())

    def pss(self):
        text = pathlib.Path(f"/proc/{self.agent.pid}/smaps_rollup").read_text()
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))

    def idle(self, seconds):
        """Per cent of a core, threads, open files, octets written in that time."""
        process = pathlib.Path(f"/proc/{self.agent.pid}")

        def now():
            fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
            written = next(int(line.split()[1]) for line in (process / "io").read_text().splitlines()
                           if line.startswith("write_bytes"))
            return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK"), written

        before = now()
        time.sleep(seconds)
        after = now()
        return (f"{100 * (after[0] - before[0]) / seconds:.2f} % of a core over {seconds} s (children that ended"
                f" included), {len(list((process / 'task').iterdir()))} threads,"
                f" {len(list((process / 'fd').iterdir()))} files, {(after[1] - before[1]) // 1024} KB written,"
                f" load {os.getloadavg()[0]:.1f}")

    def memory(self):
        pss = self.pss()
        status = pathlib.Path(f"/proc/{self.agent.pid}/status").read_text()
        high = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
        return f"PSS {pss / 1024:.1f} MB, peak RSS {high / 1024:.1f} MB"

    def end(self):
        if self.agent and self.agent.poll() is None:
            self.agent.terminate()
            self.agent.wait(30)
        for name in (self.name, self.name + "-net"):
            subprocess.run(["ip", "netns", "delete", name], check=False)
        shutil.rmtree(self.place, ignore_errors=True)


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def first_message(mac, number):
    # IKEv1 main mode, header and an SA payload with one transform (RFC 2408)
    transform = bytes.fromhex("00000024010100008001000780020002800300018004000e800b0001000c0004000070800000")[:36]
    proposal = struct.pack("!BBHBBBB", 0, 0, 8 + len(transform), 1, 1, 0, 1) + transform
    payload = struct.pack("!BBHII", 0, 0, 12 + len(proposal), 1, 1) + proposal
    ike = struct.pack("!Q8xBBBBII", 0x1000000000000000 + number, 1, 0x10, 2, 0, 0, 28 + len(payload)) + payload
    udp = struct.pack("!HHHH", 500, 500, 8 + len(ike), 0) + ike
    source = bytes([198, 18 + (number >> 16 & 1), number >> 8 & 255, number & 255])
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), number & 0xFFFF, 0, 60, 17, 0, source, bytes([198, 51, 100, 20]))
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return mac + bytes.fromhex("020000000001") + b"\x08\x00" + head + udp


def flood(options):
    host = Host(["messages"])
    try:
        host.start()
        host.ready()
        time.sleep(20)
        if options.idle:
            print("idle:          ", host.idle(options.idle), flush=True)
        print("idle:          ", host.memory(), flush=True)
        wire = raw_socket(host.name + "-net", "net0")
        mac = bytes.fromhex(subprocess.run(
            ["ip", "netns", "exec", host.name, "cat", "/sys/class/net/eth0/address"],
            capture_output=True, text=True, check=True).stdout.strip().replace(":", ""))
        highest = 0
        for number in range(options.peers):
            wire.send(first_message(mac, number))
            if number % 500 == 0:
                highest = max(highest, host.pss())
            if number % 20 == 0:
                time.sleep(20 / options.rate)
        print(f"{options.peers} peers: ", host.memory(), flush=True)
        for _ in range(60):
            highest = max(highest, host.pss())
            time.sleep(1)
        print(f"highest PSS:    {highest / 1024:.1f} MB", flush=True)
        print("a minute later:", host.memory(), flush=True)
        listed = subprocess.run([KIRIWAKE, "attempts", "--folder", str(host.place / "store"), "--lang", "en", "--limit", "1"],
                                capture_output=True, text=True, check=False).stdout
        print(listed.strip().splitlines()[-2:] if listed else "no attempt listed")
        print("alive" if host.agent.poll() is None else "DIED")
    finally:
        host.end()


def kill(options):
    chance = random.Random(options.seed)
    host = Host(["messages"])
    log = host.place / "log" / "messages"
    try:
        host.start()
        host.ready()
        time.sleep(2)
        began = time.time()
        kills = sorted(chance.uniform(2, options.seconds - 10) for _ in range(options.kills))
        serial = rotations = done = 0
        out = open(log, "a")
        next_rotation = began + options.rotate
        while time.time() < began + options.seconds:
            stamp = time.strftime("%b %e %H:%M:%S", time.gmtime())
            for _ in range(max(1, options.rate // 50)):
                serial += 1
                out.write(XL2TPD % (stamp, serial % 250, serial) + "\n")
            out.flush()
            if time.time() > next_rotation:
                out.close()
                rotations += 1
                log.rename(log.with_name(f"messages-{rotations:08d}"))
                out = open(log, "a")
                next_rotation += options.rotate
            if done < len(kills) and time.time() > began + kills[done]:
                os.kill(host.agent.pid, signal.SIGKILL)
                host.agent.wait()
                host.start()
                done += 1
            time.sleep(0.02)
        out.close()
        # killed half of the time it is behind: it has as long as it goes on reading
        kept, before, waited = 0, -1, time.time()
        while kept > before:
            time.sleep(options.settle)
            before = kept
            with sqlite3.connect(host.place / "store" / "kiriwake.db") as store:
                kept = store.execute("SELECT count(*) FROM line").fetchone()[0]
        print(f"the last line was read within {time.time() - waited:.0f} s after the last was written", flush=True)
        alive = host.agent.poll() is None
        host.agent.terminate()
        host.agent.wait(30)
        found = {}
        torn = 0
        with sqlite3.connect(host.place / "store" / "kiriwake.db") as store:
            for (octets,) in store.execute("SELECT octets FROM line"):
                text = bytes(octets).decode(errors="replace")
                if text.endswith(" ()") and "serial " in text:
                    number = int(text.rsplit("serial ", 1)[1].split()[0])
                    found[number] = found.get(number, 0) + 1
                else:
                    torn += 1
            whole = store.execute("PRAGMA integrity_check").fetchone()[0]
        lost = [number for number in range(1, serial + 1) if number not in found]
        missing = len(lost)
        if lost:
            stretches = sum(1 for one, next_ in zip(lost, lost[1:] + [0]) if next_ != one + 1)
            print(f"missing: {lost[0]} to {lost[-1]}, in {stretches} stretches")
            print("the agent's last words:", *(host.place / "agent.log").read_text().splitlines()[-12:], sep="\n  ")
            with sqlite3.connect(host.place / "store" / "kiriwake.db") as store:
                print("checkpoint:", str(store.execute("SELECT * FROM checkpoint").fetchall())[:400])
        doubled = sum(count - 1 for count in found.values())
        print(f"{serial} lines, {rotations} rotations, {done} kills: {missing} missing, {doubled} doubled, {torn} torn;"
              f" store {whole}; agent {'alive' if alive else 'DIED'}")
        return 0 if missing == doubled == torn == 0 and alive else 1
    finally:
        host.end()


class Garbage:
    """Damaged frames and lines, made out of recorded ones; of other addresses than the case that has to be judged."""

    def __init__(self, seed, cases):
        self.chance = random.Random(seed)
        self.frames = [frame.replace(bytes([203, 0, 113, 45]), bytes([198, 18, 7, 9])) for case in cases for _, frame in packets(case / "server" / "eth0.pcap") if len(frame) > 42]
        self.lines = [line.replace(b"203.0.113.45", b"198.18.7.9") for case in cases for file in sorted(case.glob("server/log/*")) for line in file.read_bytes().splitlines()]

    def damaged(self, octets, from_):
        octets = bytearray(octets)
        for _ in range(self.chance.randint(1, 12)):
            octets[self.chance.randrange(from_, len(octets))] = self.chance.choice([0, 255, 127, 1, self.chance.randrange(256)])
        if self.chance.random() < 0.3:
            del octets[self.chance.randrange(from_, len(octets)):]
        return bytes(octets)

    def frame(self, mac):
        kind = self.chance.random()
        if kind < 0.7:
            # behind the IP header, so that it arrives where it is looked into
            octets = self.damaged(self.chance.choice(self.frames), 34)
        elif kind < 0.8:
            octets = self.damaged(self.chance.choice(self.frames), 14)
        else:
            head = bytearray(self.chance.choice(self.frames)[:42])
            head[36:38] = struct.pack("!H", self.chance.choice([500, 4500, 1701]))
            octets = bytes(head) + self.chance.randbytes(self.chance.randrange(1400))
        return mac + octets[6:1514]

    def line(self):
        kind = self.chance.random()
        if kind < 0.6:
            return self.damaged(self.chance.choice(self.lines) + b" ", 0).replace(b"\n", b" ")
        if kind < 0.7:
            return b"Nov 28 00:00:00 server pluto[1]: \x1b[2J\x1b]0;owned\x07 packet from 203.0.113.9:500: \x00\xff\xfe" + self.chance.randbytes(40).replace(b"\n", b"")
        return self.chance.randbytes(self.chance.randrange(1, 600)).replace(b"\n", b"")


def spoil_spool(spool, chance):
    """What somebody could drop there, by mistake or not. Returns how many of them have to be refused."""
    mac_line = b"Sat Nov 28 00:00:%02d 2026 : L2TP connecting to server 'vpn.example.jp' (198.51.100.20)...\n"
    (spool / "empty").touch()
    (spool / "random").write_bytes(chance.randbytes(1 << 20))
    (spool / "zeros").write_bytes(bytes(15 << 20))
    (spool / "too-large.log").write_bytes(mac_line % 1 * ((17 << 20) // len(mac_line)))
    (spool / "server-log").write_bytes(b"Nov 28 00:00:00 server sshd[1]: Accepted publickey for root\n" * 1000)
    (spool / "bomb.gz").write_bytes(gzip.compress(bytes(1 << 30), 9))
    (spool / "torn.gz").write_bytes(gzip.compress(mac_line % 2)[:-9])
    (spool / "one-line").write_bytes(mac_line[:40] + b"A" * (15 << 20))
    (spool / "\x1b[31mred\n\x07.log").write_bytes(b"x")
    os.symlink("/etc/shadow", spool / "link")
    os.mkfifo(spool / "fifo")
    (spool / "folder").mkdir()
    # a true one that is as large as may be: read, kept, of no attempt
    (spool / "large.log").write_bytes(b"".join(mac_line % (n % 60) for n in range((15 << 20) // len(mac_line))))
    return {"empty", "random", "zeros", "too-large.log", "server-log", "bomb.gz", "one-line", "\x1b[31mred\n\x07.log"}


def garbage(options):
    cases = sorted((PROJECT / "src/test/resources/cases").glob("*/"))
    # pluto numbers its states; the numbers of the case that has to be judged must be in no damaged line
    spoil = Garbage(options.seed, [case for case in cases if (case / "server/eth0.pcap").exists() and not any(
        b"pluto" in file.read_bytes() for file in case.glob("server/log/*"))])
    good_case = PROJECT / "src/test/resources/cases/psk-mismatch-libreswan"
    host = Host(["messages", "secure"])
    spool = host.place / "spool"
    spool.mkdir()
    failed = []

    def check(what, good):
        print("ok    " if good else "FAIL  ", what, flush=True)
        if not good:
            failed.append(what)

    try:
        host.start()
        host.ready()
        time.sleep(10)
        print("idle:          ", host.memory(), flush=True)
        wire = raw_socket(host.name + "-net", "net0")
        mac = bytes.fromhex(subprocess.run(
            ["ip", "netns", "exec", host.name, "cat", "/sys/class/net/eth0/address"],
            capture_output=True, text=True, check=True).stdout.strip().replace(":", ""))
        out = open(host.place / "log" / "messages", "ab", buffering=0)
        refused = spoil_spool(spool, spoil.chance)
        began = time.time()
        frames = lines = serial = highest = 0
        while time.time() < began + options.seconds:
            for _ in range(20):
                wire.send(spoil.frame(mac))
                frames += 1
            for _ in range(10):
                out.write(spoil.line() + b"\n")
                lines += 1
            serial += 1
            stamp = time.strftime("%b %e %H:%M:%S", time.gmtime())
            out.write((XL2TPD % (stamp, serial % 250, serial)).encode() + b"\n")
            if serial % 500 == 0:
                highest = max(highest, host.pss())
                # one line without an end for a while, longer than any that is read
                out.write(b"Nov 28 00:00:00 server pluto[1]: " + b"B" * (3 << 20))
                time.sleep(0.5)
                out.write(b"\n")
            if host.agent.poll() is not None:
                break
            time.sleep(0.01)
        config = (host.place / "kiriwake.yaml").read_bytes()
        (host.place / "kiriwake.yaml").write_bytes(spoil.chance.randbytes(4000))
        host.agent.send_signal(signal.SIGHUP)
        time.sleep(3)
        (host.place / "kiriwake.yaml").write_bytes(config)
        print(f"{frames} frames, {lines} lines, highest PSS {highest / 1024:.1f} MB", flush=True)
        check("it is alive", host.agent.poll() is None)
        # what is under way must settle, and the damaged frames of the same peer with it
        time.sleep(30)
        told = (host.place / "agent.log").read_bytes()
        check("a broken configuration leaves the old one in force", b"the configuration stays as it was" in told)
        before = told.count(b"verdict: ")
        subprocess.run([str(PROJECT / "src/bench/replay_case.py"), host.name, str(host.place / "log"), str(good_case)],
                       check=True, env={**os.environ, "TZ": "UTC"}, stdout=subprocess.DEVNULL)
        for _ in range(150):
            said = [line for line in (host.place / "agent.log").read_bytes().splitlines() if line.startswith(b"verdict: ")][before:]
            if any(b"ikeauth-psk-mismatch" in line for line in said):
                break
            time.sleep(1)
        check("a case that happens then gets its verdict", any(b"side settings, cause ikeauth-psk-mismatch" in line for line in said))
        aside = {file.name for file in (spool / "refused").iterdir()} if (spool / "refused").exists() else set()
        check(f"refused, with a reason: {sorted(refused - aside) or 'all of them'}",
              refused <= aside and all((spool / "refused" / (name + ".why.txt")).exists() for name in refused))
        check("the large client's log is taken", not (spool / "large.log").exists() and "large.log" not in aside)
        check("a link, a pipe and a folder are left alone", {"link", "fifo", "folder"} <= {file.name for file in spool.iterdir()})
        told = (host.place / "agent.log").read_bytes()
        listed = subprocess.run([KIRIWAKE, "attempts", "--folder", str(host.place / "store"), "--limit", "500"],
                                capture_output=True, check=False)
        check("attempts can be listed", listed.returncode == 0)
        for name, text in (("its log", told), ("the list", listed.stdout + listed.stderr)):
            check(f"no control characters in {name}", not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]", text))
        print("at the end:    ", host.memory(), flush=True)
        host.agent.terminate()
        host.agent.wait(30)
        found = {}
        with sqlite3.connect(host.place / "store" / "kiriwake.db") as store:
            for (octets,) in store.execute("SELECT octets FROM line"):
                exact = re.fullmatch(rb"\w{3} [ \d]\d [\d:]{8} server xl2tpd\[812\]: control_finish: .* serial (\d+) \(\)", bytes(octets))
                if exact:
                    found[int(exact.group(1))] = found.get(int(exact.group(1)), 0) + 1
            whole = store.execute("PRAGMA integrity_check").fetchone()[0]
        missing = [number for number in range(1, serial + 1) if number not in found]
        check(f"{serial} good lines: {len(missing)} missing, {sum(n - 1 for n in found.values())} doubled; store {whole}",
              not missing and set(found.values()) == {1} and whole == "ok")
        return 1 if failed else 0
    finally:
        if options.keep:
            print("kept:", shutil.copytree(host.place, tempfile.mkdtemp() + "/place", symlinks=True, ignore=lambda d, names: ["fifo"]))
        host.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True)
    one = verbs.add_parser("flood")
    one.add_argument("--peers", type=int, default=10_000)
    one.add_argument("--rate", type=int, default=2000)
    one.add_argument("--idle", type=int, default=60, help="seconds of which the CPU time is told; 0: none")
    one.set_defaults(run=flood)
    one = verbs.add_parser("kill")
    one.add_argument("--kills", type=int, default=20)
    one.add_argument("--seconds", type=float, default=120)
    one.add_argument("--rate", type=int, default=500)
    one.add_argument("--rotate", type=float, default=1.0)
    one.add_argument("--settle", type=float, default=15)
    one.add_argument("--seed", type=int, default=1)
    one.set_defaults(run=kill)
    one = verbs.add_parser("garbage")
    one.add_argument("--seconds", type=float, default=60)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--keep", action="store_true", help="keep the agent's folder for a look")
    one.set_defaults(run=garbage)
    options = parser.parse_args()
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
