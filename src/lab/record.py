#!/usr/bin/env python3
"""Makes a case folder (DESIGN.md §4) of one run of the lab, checks that it shows what its scenario promises, and writes it.

record.py LAB SCENARIO OUT [CASE-FOLDER]
"""
import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys

sys.dont_write_bytecode = True
import ppp_log

# the guest's one kernel logs for all hosts; these lines are about the others, or about the lab's captures
NOT_THE_SERVERS = re.compile(r" kernel: .*(ADDRCONF|br0: port|promiscuous|bpfilter|\blan\d|bridge:)")
SECRETS = re.compile(r"lab-psk|lab-password|another-psk|another-password")


def settings(lab, scenario):
    """Every variable of the scenario, defaults settled, as the guest's bash sees them."""
    names = ("OUTCOME STAGE SIDES CAUSES MACS MACOS VERBOSE MAC_ZONE MAC_SKEW MAC_ROUTER MAC_PLAIN_L2TP DIALLED PEER SERVER "
             "EXPECT_SERVER EXPECT_CLIENT EXPECT_STATE NOT_SERVER NO_CLIENT_LOG FAILING_MAC").split()
    script = '. "$LAB/guest/lib.sh"; for n in %s; do printf "%%s\\0" "${!n}"; done' % " ".join(names)
    told = subprocess.run(["bash", "-c", script], env={"LAB": str(lab), "SCENARIO": scenario, "PATH": "/usr/bin:/bin"},
                          capture_output=True, text=True, check=True).stdout.split("\0")
    return dict(zip(names, told))


def truth(s, offset):
    causes = [None if c == "none" else c for c in s["CAUSES"].split()]
    return {"outcome": s["OUTCOME"], "sides": s["SIDES"].split(), "causes": causes, "stage": s["STAGE"],
            "client_clock_offset_s": offset, "peer": s["PEER"], "server": s["SERVER"] or "198.51.100.20"}


LAB_PROCESSES = re.compile(r"guest/|sleep \d|bash -c|ps -eo|\] *$| bash$")
COUNTERS = re.compile(r"Udp|IpExt|^Ip|ReversePath|IcmpOut")


def clean(state):
    """What a snapshot must not keep, or is the lab's own."""
    for name, line in {
        "ip-s-xfrm-state.txt": lambda l: re.sub(r"0x[0-9a-f]{16,}", "0x***", l),
        "ip-xfrm-state.txt": lambda l: re.sub(r"0x[0-9a-f]{16,}", "0x***", l),
        "ps.txt": lambda l: None if LAB_PROCESSES.search(l) else l,
        "nstat.txt": lambda l: l if COUNTERS.search(l) and not re.search(r" 0 +0\.0$", l) else None,
    }.items():
        path = state / name
        if path.exists():
            lines = map(line, path.read_text(errors="replace").splitlines())
            path.write_text("".join(l + "\n" for l in lines if l is not None))
    secrets = state / "ipsec.secrets"
    if secrets.exists():
        secrets.with_suffix(".secrets.redacted").write_text(re.sub(r"PSK .*", 'PSK "***"', secrets.read_text()))
        secrets.unlink()
    chap = state / "chap-secrets"
    if chap.exists():
        fields = [l.split() for l in chap.read_text().splitlines() if l.strip()]
        (state / "chap-secrets.redacted").write_text("".join("%s %s *** %s\n" % (f[0], f[1], " ".join(f[3:])) for f in fields))
        chap.unlink()


def build(s, out, case):
    shutil.rmtree(case, ignore_errors=True)
    (case / "server/log").mkdir(parents=True)
    for log in ("messages", "secure"):
        if not (out / "log" / log).exists():
            continue
        lines = (out / "log" / log).read_text(errors="replace").splitlines(keepends=True)
        (case / "server/log" / log).write_text("".join(l for l in lines if not NOT_THE_SERVERS.search(l)))
    shutil.copy(out / "raw/server.eth0.pcap", case / "server/eth0.pcap")
    if (out / "raw/server.nflog.pcap").exists():
        shutil.copy(out / "raw/server.nflog.pcap", case / "server/nflog.pcap")
    if (out / "raw/server.eth1.pcap").exists():
        shutil.copy(out / "raw/server.eth1.pcap", case / "server/eth1.pcap")
    shutil.copytree(out / "state", case / "server/state")
    for when in (case / "server/state").iterdir():
        clean(when)
    if (out / "keys/ip-xfrm-state.txt").exists():
        shutil.copytree(out / "keys", case / "keys")
    offset = float(s["MAC_ZONE"]) * 3600 + float(s["MAC_SKEW"])
    offset = int(offset) if offset.is_integer() else offset
    if not s["NO_CLIENT_LOG"]:
        mac = ppp_log.Mac(s["MACOS"], s["VERBOSE"] == "yes", offset, dialled=s["DIALLED"], router=s["MAC_ROUTER"],
                          plain=s["MAC_PLAIN_L2TP"] == "yes")
        (case / "client").mkdir()
        name = s["FAILING_MAC"] or "client"
        read = lambda kind: ppp_log.read("%s/raw/%s.%s" % (out, name, kind))
        (case / "client/ppp.log").write_text(ppp_log.ppp_log(
            mac, read("eth0.pcap"), read("l2tp.pcap"), ppp_log.read_marks(read("marks").decode())))
    (case / "truth.json").write_text(json.dumps(truth(s, offset), indent=1) + "\n")


def problems(s, out, case):
    log = "".join(f.read_text(errors="replace") for f in sorted((case / "server/log").iterdir()))
    client = (case / "client/ppp.log").read_text() if (case / "client/ppp.log").exists() else ""
    state = "".join("%s\n%s" % (f.name, f.read_text(errors="replace")) for f in sorted((case / "server/state/after").iterdir()))
    for what, text, wanted in (("server's logs", log, s["EXPECT_SERVER"]), ("ppp.log", client, s["EXPECT_CLIENT"]),
                               ("state after", state, s["EXPECT_STATE"])):
        for pattern in filter(None, wanted.split("\n")):
            if not re.search(pattern, text, re.M):
                yield "the %s lack /%s/" % (what, pattern)
    if s["NOT_SERVER"] and re.search(s["NOT_SERVER"], log):
        yield "the server's logs have /%s/" % s["NOT_SERVER"]
    connected = "local  IP address" in client
    if client and connected != (s["OUTCOME"] in ("established", "degraded", "dropped", "closed")) and s["OUTCOME"] != "closed":
        yield "outcome is %s, but the client %s" % (s["OUTCOME"], "connected" if connected else "did not connect")
    for f in case.rglob("*"):
        if f.is_file():
            text = f.read_bytes().decode("latin-1")
            for bad in (r"\b%s\b" % re.escape(socket.gethostname()), "/tmp/", re.escape(str(out)), re.escape(str(pathlib.Path(__file__).resolve().parents[2]))):
                if f.suffix != ".pcap" and re.search(bad, text):
                    yield "%s names %s" % (f.relative_to(case), bad)
            if SECRETS.search(text):
                yield "%s holds a secret" % f.relative_to(case)


def main():
    lab, scenario, out = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    s = settings(lab, scenario)
    case = out / "case"
    build(s, out, case)
    found = list(problems(s, out, case))
    for p in found:
        print("        %s: %s" % (scenario, p))
    if len(sys.argv) > 4 and not found:
        target = pathlib.Path(sys.argv[4])
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(case, target)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
