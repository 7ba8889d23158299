#!/usr/bin/env python3
"""How long `kiriwake capture` takes until it sees packets: from exec to its "Connect from the Mac now" line, best of five.

    src/bench/capture_ready.py [RUNS]       needs root; in a network namespace of its own, which it removes

In the same run tcpdump to its "listening on" line, and what the snapshot of before took (until its files are written).
The launcher is agent/bin/kiriwake, or KIRIWAKE.
"""
import os, pathlib, shutil, subprocess, sys, tempfile, time

project = pathlib.Path(__file__).resolve().parents[2]
kiriwake = os.environ.get("KIRIWAKE", str(project / "agent/bin/kiriwake"))
runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
space = "kwready%d" % os.getpid()
place = pathlib.Path(tempfile.mkdtemp())


def until(command, words, then=None):
    """Milliseconds to the line with the words, then to `then`, which is a file; ends the process."""
    start = time.monotonic()
    process = subprocess.Popen(["ip", "netns", "exec", space] + command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = b""
    try:
        for line in process.stderr:
            said += line
            if words in line:
                seen = time.monotonic() - start
                while then and not then.exists() and time.monotonic() - start < 20:
                    time.sleep(0.01)
                return seen * 1000, (time.monotonic() - start) * 1000
        sys.exit("ended: " + said.decode())
    finally:
        process.terminate()
        process.stderr.read()
        process.wait()


subprocess.run(["ip", "netns", "add", space], check=True)
try:
    for command in ("link add near0 type veth peer name far0", "link set lo up", "link set near0 up", "link set far0 up",
                    "addr add 198.51.100.20/24 dev near0"):
        subprocess.run(["ip", "-n", space] + command.split(), check=True)
    ours, snapshots, theirs = [], [], []
    # the first run makes the archive of classes
    for number in range(runs + 1):
        case = place / ("case%d" % number)
        ready, snapshot = until([kiriwake, "capture", "--interface", "near0", "--output", str(case)], b"Connect from",
                                case / "server/state/before/date.txt")
        listening, _ = until(["tcpdump", "-i", "near0", "-w", "/dev/null"], b"listening on")
        if number:
            ours.append(ready)
            snapshots.append(snapshot)
            theirs.append(listening)
    load = os.getloadavg()[0]
    print("capture ready: best %.0f ms, median %.0f ms of %d; snapshot of before written: best %.0f ms; "
          "tcpdump listening: best %.0f ms; load %.1f"
          % (min(ours), sorted(ours)[len(ours) // 2], runs, min(snapshots), min(theirs), load))
finally:
    subprocess.run(["ip", "netns", "delete", space], check=False)
    shutil.rmtree(place)
