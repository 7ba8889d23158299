"""What kiriwake said live in the guest, against what the scenario allows.

live.py LAB SCENARIO OUT SECONDS           of kiriwake capture
live.py LAB --agent OUT SECONDS            of one agent through several scenarios: what it lists of each
"""

import datetime
import json
import os
import re
import sys


def allowed(lab, scenario, name):
    text = open(os.path.join(lab, "scenarios", scenario + ".sh"), encoding="utf-8").read()
    found = re.search(r"^[^#\n]*\b" + name + r"=('([^']*)'|\"([^\"]*)\"|(\S*))", text, re.MULTILINE)
    if not found:
        return []
    return next(group for group in found.groups()[1:] if group is not None).split()


def is_right(lab, scenario, side, cause):
    sides, causes = allowed(lab, scenario, "SIDES"), allowed(lab, scenario, "CAUSES")
    return side in sides and (cause in causes or (side == "none" and "none" in causes) or not causes)


def what_is_allowed(lab, scenario):
    return f"allowed: {' '.join(allowed(lab, scenario, 'SIDES'))} / {' '.join(allowed(lab, scenario, 'CAUSES'))}"


def sides_by_label(lab):
    """The words of the report for the sides, which are what a person reads."""
    phrases = os.path.join(lab, "..", "main", "resources", "report", "phrases_en.properties")
    pairs = re.findall(r"^side\.(\S+) = (.+)$", open(phrases, encoding="utf-8").read(), re.MULTILINE)
    return {label: side for side, label in pairs}


def read(out, file):
    path = os.path.join(out, "raw", file)
    return open(path, encoding="utf-8", errors="replace").read() if os.path.exists(path) else ""


def capture(lab, name, out, seconds):
    # the verdict of the last attempt in the report
    verdicts = re.findall(r"^Verdict  (.+?)(?:  (\S+))?$", read(out, "live.out"), re.MULTILINE)
    label, cause = verdicts[-1] if verdicts else ("", "")
    side = sides_by_label(lab).get(label, label)
    status = read(out, "live.status").strip()
    good = is_right(lab, name, side, cause)
    ended = "asked to end" if read(out, "live.asked") else "ended by itself"
    print(
        f"{'ok     ' if good else 'FAILED '} {name}: live said {side or 'nothing'} {cause or '-'}, exit status {status or '?'},"
        f" {ended} ({seconds} s)" + ("" if good else f"; {what_is_allowed(lab, name)}; see {out}/raw/live.*")
    )
    return good


def agent(lab, out, seconds):
    """One attempt is listed for each story, begun while it was told, and its verdict is right; and no other attempt."""
    stories = [line.split() for line in read(out, "stories").splitlines()]
    attempts = json.load(open(os.path.join(out, "attempts.json"), encoding="utf-8"))["attempts"]
    for one in attempts:
        one["at"] = datetime.datetime.fromisoformat(one["start"].replace("Z", "+00:00")).timestamp()
    starts = [float(start) for _, start in stories] + [float("inf")]
    good = [one for one in attempts if one["at"] < starts[0]] == []
    for number, (name, _) in enumerate(stories):
        its = [one for one in attempts if starts[number] <= one["at"] < starts[number + 1]]
        right = len(its) == 1 and is_right(lab, name, its[0]["side"], its[0].get("cause") or "")
        said = ", ".join(f"{one['outcome']} {one['side']} {one.get('cause') or '-'}" for one in its) or "nothing"
        print(f"{'ok     ' if right else 'FAILED '} {name}: the agent lists {said}" + ("" if right else "; " + what_is_allowed(lab, name)))
        good = good and right
    print(f"{len(attempts)} attempts listed of {len(stories)} ({seconds} s); store and log in {out}")
    return good


if __name__ == "__main__":
    if sys.argv[2] == "--agent":
        sys.exit(0 if agent(sys.argv[1], *sys.argv[3:5]) else 1)
    sys.exit(0 if capture(*sys.argv[1:5]) else 1)
