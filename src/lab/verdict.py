#!/usr/bin/env python3
"""verdict.py CASE-FOLDER: what kiriwake says of a case with all its evidence, in one line; exit status 1 when it is not defensible."""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
import cases


def main():
    case = pathlib.Path(sys.argv[1]).resolve()
    truth = json.loads((case / "truth.json").read_text())
    cases.WAYS = {"all": cases.WAYS["all"]}
    attempts, _ = cases.all_attempts([case])[case, "all"]
    attempt = cases.chosen(attempts, None, "all", truth.get("peer"))
    if attempt is None:
        print("kiriwake saw no attempt")
        return 1
    verdict = attempt["verdict"]
    said = "%s %s %.2f" % (verdict["side"], verdict["cause"], verdict["confidence"])
    if cases.judge(attempt, truth) == "right" and verdict["cause"] in truth["causes"]:
        print(said)
        return 0
    print("the verdict is %s, not %s %s" % (said, "/".join(truth["sides"]), "/".join(map(str, truth["causes"]))))
    return 1


if __name__ == "__main__":
    sys.exit(main())
