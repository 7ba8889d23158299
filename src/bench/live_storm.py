#!/usr/bin/env python3
"""The agent under a flood of spoofed first messages, and killed at random moments while its logs are written and rotated.

    src/bench/live_storm.py flood [--peers 10000] [--rate 2000] [--idle 60]
    src/bench/live_storm.py kill [--kills 20] [--seconds 120] [--rate 500]

Both make a network namespace of their own (needs root), start `kiriwake agent` there, and remove what they made. `flood`
prints the agent's memory and CPU when idle, its highest PSS while it floods, and after; `kill` writes numbered lines of xl2tpd into a log that is rotated by rename,
kills the agent with SIGKILL at seeded moments, starts it again, and at the end counts in its store which lines are missing,
doubled or torn (the store keeps the lines of two hours).
"""
import argparse
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from replay_case import raw_socket  # noqa: E402

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
        time.sleep(options.settle)
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
        missing = serial - len(found)
        doubled = sum(count - 1 for count in found.values())
        print(f"{serial} lines, {rotations} rotations, {done} kills: {missing} missing, {doubled} doubled, {torn} torn;"
              f" store {whole}; agent {'alive' if alive else 'DIED'}")
        return 0 if missing == doubled == torn == 0 and alive else 1
    finally:
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
    options = parser.parse_args()
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
