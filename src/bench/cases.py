#!/usr/bin/env python3
"""Judges recorded cases with all their evidence and with parts of it taken away, and prints the table.

    src/bench/cases.py [FOLDER...]      default: src/test/resources/cases and scenarios

Each case folder has a truth.json: `sides` and `causes`, every defensible answer, the best first. A named side that is
not among them is wrong; at 0.7 or more it is a confident wrong side, of which there must be none. Where what is left holds
nothing of the attempt, there is no evidence, and nothing to be right about. Ends with calibration: of the verdicts given
with about this confidence, how many were right. Exit status 1 when a confident side was wrong.

`kiriwake report` takes many case folders at once: some hundred reports are made by one run for each core.
"""
import concurrent.futures
import datetime
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
NEAR_SECONDS = 2


def lay_out(folders, place):
    """WAY/NUMBER-NAME below the place: a copy of the case without what is taken away."""
    laid = {}
    for way, away in WAYS.items():
        for number, case in enumerate(folders):
            copy = place / way.replace(" ", "-") / f"{number}-{case.name}"
            shutil.copytree(case, copy)
            for name in ["truth.json", "keys"] + away:
                for found in copy.glob(name):
                    shutil.rmtree(found) if found.is_dir() else found.unlink()
            laid[case, way] = str(copy.relative_to(place))
    return laid


def attempts_of(names, place):
    """The attempts of each of these folders, by one run."""
    environment = dict(os.environ, KIRIWAKE_HEAP=os.environ.get("KIRIWAKE_HEAP", "1g"))
    done = subprocess.run(
        [KIRIWAKE, "report", "--format", "json", "--attempt", "all", "--lang", "en", *names],
        capture_output=True, text=True, timeout=600, cwd=place, env=environment)
    if done.returncode not in (0, 1, 2, 3) or not done.stdout:
        sys.exit(f"kiriwake failed with {done.returncode}: {done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    found = {name: ([], []) for name in names}
    for attempt in report["attempts"]:
        found[folder_of(attempt["timeline"][0]["source"], names)][0].append(attempt)
    for clock in report["clocks"]:
        name = folder_of(clock["source"], names)
        if name and clock["source"].removeprefix(name + "/").startswith("client"):
            found[name][1].append(clock)
    return found


def folder_of(source, names):
    """A report of one folder alone does not name it before its files."""
    if len(names) == 1:
        return names[0]
    return next((name for name in names if source.startswith(name + "/")), None)


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def weight(attempt, peer):
    """The truth is about what the client's log tells of; without one, about the peer's last attempt."""
    if any(event["vantage"] == "client" for event in attempt["timeline"]):
        return 2
    return 1 if attempt.get("peer") == peer else 0


def meet(one, other):
    return (seconds(one["start"]) <= seconds(other["end"]) + NEAR_SECONDS
            and seconds(other["start"]) <= seconds(one["end"]) + NEAR_SECONDS)


def chosen(attempts, whole, way, peer):
    """The attempt that the truth is about: at the time at which all the evidence together sees it, or the client's own."""
    if way not in ("all", "client only") and whole is not None:
        attempts = [attempt for attempt in attempts if meet(attempt, whole) or weight(attempt, peer) == 2]
    best = None
    for attempt in attempts:
        if best is None or weight(attempt, peer) >= weight(best, peer):
            best = attempt
    return best


def judge(attempt, truth):
    """Right, open (no side named), none (nothing of the attempt is left), wrong."""
    if attempt is None:
        return "none"
    side = attempt["verdict"]["side"]
    if side == "unknown":
        return "open"
    return "right" if side in truth["sides"] else "WRONG"


def cases(arguments):
    roots = [pathlib.Path(a).resolve() for a in arguments]
    roots = roots or [PROJECT / "src/test/resources" / name for name in ("cases", "scenarios")]
    found = []
    for root in roots:
        found += [root] if (root / "truth.json").exists() else sorted(p.parent for p in root.glob("*/truth.json"))
    return found


def all_attempts(folders):
    with tempfile.TemporaryDirectory() as place:
        laid = lay_out(folders, pathlib.Path(place))
        names = list(laid.values())
        runs = max(1, min(os.cpu_count() or 1, len(names) // 2))
        with concurrent.futures.ThreadPoolExecutor(runs) as pool:
            parts = list(pool.map(lambda part: attempts_of(part, place), [names[i::runs] for i in range(runs)]))
    by_name = {name: found for part in parts for name, found in part.items()}
    return {key: by_name[name] for key, name in laid.items()}


def main():
    folders = cases(sys.argv[1:])
    if not folders:
        sys.exit("no case folder with a truth.json there")
    found = all_attempts(folders)
    totals = {w: {"right": 0, "open": 0, "none": 0, "WRONG": 0, "confident wrong": 0, "cause": 0} for w in WAYS}
    calibration = {}
    for case in folders:
        truth = json.loads((case / "truth.json").read_text())
        print(f"\n{case.name}: {'/'.join(truth['sides'])}  {truth['causes'][0]}  ({truth['outcome']}, {truth.get('stage')})")
        whole = chosen(found[case, "all"][0], None, "all", truth.get("peer"))
        for way in WAYS:
            attempts, clocks = found[case, way]
            attempt = chosen(attempts, whole, way, truth.get("peer"))
            how = judge(attempt, truth)
            total = totals[way]
            total[how] += 1
            if attempt is None:
                print(f"  {way:12} no evidence of it")
                continue
            verdict = attempt["verdict"]
            total["cause"] += verdict["cause"] in truth["causes"]
            confident_wrong = how == "WRONG" and verdict["confidence"] >= CONFIDENT
            total["confident wrong"] += confident_wrong
            if how != "open":
                bucket = calibration.setdefault(min(int(verdict["confidence"] * 10), 9), [0, 0])
                bucket[0] += how == "right"
                bucket[1] += 1
            mark = "  <-- CONFIDENT AND WRONG" if confident_wrong else ("  <-- wrong" if how == "WRONG" else "")
            cause_mark = "" if verdict["cause"] in truth["causes"] or way != "all" else "  <-- cause"
            print(f"  {way:12} {verdict['side']:15} {verdict['confidence']:.2f}  {str(verdict['cause']):45} "
                  f"{attempt['outcome']:11} {attempt['reached']}{mark}{cause_mark}")
            offset = clocks[0].get("offsetSeconds") if clocks else None
            if way == "all" and offset is not None and truth.get("client_clock_offset_s") is not None:
                if abs(offset - truth["client_clock_offset_s"]) > 2:
                    print(f"               client clock: {offset:.1f} s, is {truth['client_clock_offset_s']}")
    columns = ("right", "open", "none", "WRONG", "confident wrong", "cause")
    print(f"\n{'':12} {'right':>6} {'open':>6} {'no ev.':>6} {'wrong':>6} {'confident':>10} {'cause':>6}   of {len(folders)}")
    for way, total in totals.items():
        right, open_, none, wrong, confident, cause = (total[column] for column in columns)
        print(f"{way:12} {right:6} {open_:6} {none:6} {wrong:6} {confident:10} {cause:6}")
    print("\ncalibration: confidence, right of named")
    for bucket in sorted(calibration):
        right, named = calibration[bucket]
        print(f"  {bucket / 10:.1f}  {right}/{named}")
    return 1 if any(t["confident wrong"] for t in totals.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
