"""What kiriwake said live in the guest, against what its scenario allows: live.py LAB SCENARIO OUT SECONDS."""

import os
import re
import sys


def allowed(scenario_file, name):
    text = open(scenario_file, encoding="utf-8").read()
    found = re.search(r"^[^#\n]*\b" + name + r"=('([^']*)'|\"([^\"]*)\"|(\S*))", text, re.MULTILINE)
    if not found:
        return []
    return next(group for group in found.groups()[1:] if group is not None).split()


def sides_by_label(lab):
    """The words of the report for the sides, which are what a person reads."""
    phrases = os.path.join(lab, "..", "main", "resources", "report", "phrases_en.properties")
    pairs = re.findall(r"^side\.(\S+) = (.+)$", open(phrases, encoding="utf-8").read(), re.MULTILINE)
    return {label: side for side, label in pairs}


def main():
    lab, name, out, seconds = sys.argv[1:5]
    work = os.path.join(out, "work")

    def read(file):
        path = os.path.join(work, file)
        return open(path, encoding="utf-8", errors="replace").read() if os.path.exists(path) else ""

    scenario = os.path.join(lab, "scenarios", name + ".sh")
    sides, causes = allowed(scenario, "SIDES"), allowed(scenario, "CAUSES")
    # the verdict of the last attempt in the report
    verdicts = re.findall(r"^Verdict  (.+?)(?:  (\S+))?$", read("live.out"), re.MULTILINE)
    label, cause = verdicts[-1] if verdicts else ("", "")
    side = sides_by_label(lab).get(label, label)
    status = read("live.status").strip()
    good = side in sides and (cause in causes or (side == "none" and "none" in causes) or not causes)
    ended = "asked to end" if read("live.asked") else "ended by itself"
    print(
        f"{'ok     ' if good else 'FAILED '} {name}: live said {side or 'nothing'} {cause or '-'}, exit status {status or '?'},"
        f" {ended} ({seconds} s)" + ("" if good else f"; allowed: {' '.join(sides)} / {' '.join(causes)}; see {work}/live.*")
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
