#!/usr/bin/env python3
"""Runs commands in turns and prints how long each took, how much CPU, and its peak of memory.

    src/bench/measure.py [--rounds N] [--warm FILE] NAME COMMAND [NAME COMMAND...]

Medians of N rounds; FILE is read once before, so that the first command does not pay for the disk. Commands of programs
that are not installed are left out. On a machine with other work, compare CPU seconds: wall seconds are shared.
"""
import argparse
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import time


def run(words):
    start = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warm")
    parser.add_argument("words", nargs="+", metavar="NAME COMMAND")
    options = parser.parse_args()
    pairs = zip(options.words[::2], options.words[1::2])
    commands = {name: shlex.split(command) for name, command in pairs}
    commands = {name: words for name, words in commands.items() if shutil.which(words[0])}
    if options.warm:
        with open(options.warm, "rb") as file:
            while file.read(1 << 24):
                pass
    seen = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, words in commands.items():
            seen[name].append(run(words))
            print(f"{name}: {seen[name][-1][0]:.1f} s", file=sys.stderr)
    first = next(iter(seen.values()))
    first_cpu = statistics.median(m[1] for m in first)
    print(f"{'what':18} {'wall s':>8} {'CPU s':>8} {'x first':>8} {'peak MiB':>9} {'status':>7}")
    for name, rounds in seen.items():
        wall, cpu = (statistics.median(m[i] for m in rounds) for i in (0, 1))
        peak = max(m[2] for m in rounds)
        print(f"{name:18} {wall:8.2f} {cpu:8.2f} {cpu / first_cpu:8.2f} {peak:9.0f} {rounds[-1][3]:7}")


if __name__ == "__main__":
    main()
