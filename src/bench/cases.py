#!/usr/bin/env python3
"""Judges recorded cases with all their evidence and with parts of it taken away, and prints the table.

    src/bench/cases.py [FOLDER...]      default: src/test/resources/cases and scenarios

Each case folder has a truth.json: `sides` and `causes`, every defensible answer, the best first. A named side that is
not among them is wrong; at 0.7 or more it is a confident wrong side, of which there must be none. Ends with calibration:
of the verdicts given with about this confidence, how many were right. Exit status 1 when a confident side was wrong.
"""
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
KIRIWAKE = os.environ.get("KIRIWAKE", str(PROJECT / "agent" / "bin" / "kiriwake"))
WAYS = {
    "all": [],
    "client only": ["server"],
    "server only": ["client"],
    "no state": ["server/state"],
    "no capture": ["server/*.pcap*"],
    "no logs": ["server/log"],
}
CONFIDENT = 0.7


def verdict(case, away):
    with tempfile.TemporaryDirectory() as place:
        copy = pathlib.Path(place) / "case"
        shutil.copytree(case, copy)
        for name in ["truth.json", "keys"] + away:
            for found in copy.glob(name):
                shutil.rmtree(found) if found.is_dir() else found.unlink()
        done = subprocess.run(
            [KIRIWAKE, "report", "--format", "json", "--attempt", "all", "--lang", "en", copy],
            capture_output=True, text=True, timeout=120)
        if done.returncode not in (0, 1, 3):
            return {"side": "error", "cause": done.stderr.strip().splitlines()[:1], "confidence": 0, "outcome": ""}
        attempts = json.loads(done.stdout)["attempts"]
    if not attempts:
        return {"side": "unknown", "cause": None, "confidence": 0, "outcome": "", "reached": "", "offset": None}
    truth_peer = json.loads((case / "truth.json").read_text()).get("peer")
    of_peer = [a for a in attempts if a.get("peer") == truth_peer] or attempts
    last = of_peer[-1]
    clocks = [c.get("offsetSeconds") for c in json.loads(done.stdout)["clocks"] if "client" in c["source"]]
    return {
        "side": last["verdict"]["side"],
        "cause": last["verdict"]["cause"],
        "confidence": last["verdict"]["confidence"],
        "certainty": last["verdict"]["certainty"],
        "outcome": last["outcome"],
        "reached": last["reached"],
        "offset": clocks[0] if clocks else None,
    }


def judge(answer, truth):
    """Right, open (no side named), wrong."""
    if answer["side"] == "unknown":
        return "open"
    return "right" if answer["side"] in truth["sides"] else "WRONG"


def cases(arguments):
    roots = [pathlib.Path(a) for a in arguments] or [PROJECT / "src/test/resources" / name for name in ("cases", "scenarios")]
    found = []
    for root in roots:
        found += [root] if (root / "truth.json").exists() else sorted(p.parent for p in root.glob("*/truth.json"))
    return found


def main():
    rows = {}
    folders = cases(sys.argv[1:])
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {(c, w): pool.submit(verdict, c, away) for c in folders for w, away in WAYS.items()}
        for number, (key, job) in enumerate(jobs.items(), 1):
            rows[key] = job.result()
            if sys.stderr.isatty():
                print(f"\r{number}/{len(jobs)}", end="", file=sys.stderr)
    totals = {w: {"right": 0, "open": 0, "WRONG": 0, "confident wrong": 0, "cause": 0} for w in WAYS}
    calibration = {}
    for case in folders:
        truth = json.loads((case / "truth.json").read_text())
        print(f"\n{case.name}: {'/'.join(truth['sides'])}  {truth['causes'][0]}  ({truth['outcome']}, {truth.get('stage')})")
        for way in WAYS:
            answer = rows[case, way]
            how = judge(answer, truth)
            total = totals[way]
            total[how] += 1
            total["cause"] += answer["cause"] in truth["causes"]
            confident_wrong = how == "WRONG" and answer["confidence"] >= CONFIDENT
            total["confident wrong"] += confident_wrong
            if how != "open":
                bucket = calibration.setdefault(min(int(answer["confidence"] * 10), 9), [0, 0])
                bucket[0] += how == "right"
                bucket[1] += 1
            mark = "  <-- CONFIDENT AND WRONG" if confident_wrong else ("  <-- wrong" if how == "WRONG" else "")
            cause_mark = "" if answer["cause"] in truth["causes"] or way != "all" else "  <-- cause"
            print(f"  {way:12} {answer['side']:15} {answer['confidence']:.2f}  {str(answer['cause']):45} "
                  f"{answer['outcome']:11} {answer.get('reached', '')}{mark}{cause_mark}")
            if way == "all" and answer.get("offset") is not None and truth.get("client_clock_offset_s") is not None:
                off = answer["offset"] - truth["client_clock_offset_s"]
                if abs(off) > 2:
                    print(f"               client clock: {answer['offset']:.1f} s, is {truth['client_clock_offset_s']}")
    print(f"\n{'':12} {'right':>6} {'open':>6} {'wrong':>6} {'confident':>10} {'cause':>6}   of {len(folders)}")
    for way, total in totals.items():
        print(f"{way:12} {total['right']:6} {total['open']:6} {total['WRONG']:6} {total['confident wrong']:10} {total['cause']:6}")
    print("\ncalibration: confidence, right of named")
    for bucket in sorted(calibration):
        right, named = calibration[bucket]
        print(f"  {bucket / 10:.1f}  {right}/{named}")
    return 1 if any(t["confident wrong"] for t in totals.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
