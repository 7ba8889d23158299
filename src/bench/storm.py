#!/usr/bin/env python3
"""The rotation storm: one writer, numbered lines, a rotation every so often, the reader killed at random points.

    src/bench/storm.py --mode rename --naming dates --kills 100          the reader is kiriwake's tail into its store
    src/bench/storm.py --reader tail-F --mode rename --kills 0           the same storm, read by tail -F
    src/bench/storm.py --reader rsyslog --mode copytruncate --kills 0    ... by rsyslog's imfile

The writer rotates between two writes, so every line stands in some file as long as that file is kept (--keep). Counts
lines doubled, torn and lost: lost without a gap told at that place, told as a gap though the file is still kept at the
end, and told as a gap and gone. Only the first two are the reader's fault. Begins once the reader has kept its first
line: before that it owes nothing. A writer that was kept waiting does not make up for it in a burst. Needs the built classes (mvn -DskipTests test-compile, or --classpath), Python 3, nothing else.
"""
import argparse, glob, os, random, re, shutil, signal, sqlite3, subprocess, sys, tempfile, threading, time, zlib

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--mode", choices=["rename", "copytruncate", "mixed"], default="rename")
parser.add_argument("--naming", choices=["dates", "numbers"], default="dates")
parser.add_argument("--reader", choices=["kiriwake", "tail-F", "rsyslog"], default="kiriwake")
parser.add_argument("--rate", type=int, default=10000, help="lines a second")
parser.add_argument("--every", type=float, default=0.05, help="seconds between rotations")
parser.add_argument("--seconds", type=float, default=20, help="how long to write, with --kills 0")
parser.add_argument("--kills", type=int, default=100)
parser.add_argument("--keep", type=int, default=400, help="rotated files kept")
parser.add_argument("--pause", type=int, default=200, help="milliseconds between the reader's steps")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--classpath", default="target/classes:target/test-classes:target/lib/*")
parser.add_argument("--java", default=os.environ.get("KIRIWAKE_JAVA") or (glob.glob("/usr/lib/jvm/*25*/bin/java") + ["java"])[0])
args = parser.parse_args()

random_ = random.Random(args.seed)
place = tempfile.mkdtemp(prefix="kiriwake-storm-")
log = os.path.join(place, "storm.log")
store = os.path.join(place, "store")
os.mkdir(store)
LINE = re.compile(rb"Jan  1 00:00:00 vpn storm\[1\]: line (\d{9}) (\d+) ([0-9a-f]{8}) x{40}")


def line(number):
    body = "%09d %d" % (number, args.seed)
    return b"Jan  1 00:00:00 vpn storm[1]: line %s %08x %s\n" % (body.encode(), zlib.crc32(body.encode()), b"x" * 40)


class Writer:
    def __init__(self):
        self.file = open(log, "ab", buffering=0)
        self.number = 0
        self.rotations = 0
        self.kept = []
        # first line of each rotated file that is kept, oldest first
        self.firsts = []
        self.begun_with = 0

    def rotate(self):
        self.rotations += 1
        copy = args.mode == "copytruncate" or args.mode == "mixed" and random_.random() < 0.5
        if args.naming == "numbers":
            for i in range(min(args.keep, self.rotations), 0, -1):
                old = "%s.%d" % (log, i)
                if os.path.exists(old):
                    if i == args.keep:
                        os.remove(old)
                    else:
                        os.rename(old, "%s.%d" % (log, i + 1))
            target = log + ".1"
        else:
            target = "%s-20260101-%07d" % (log, self.rotations)
            self.kept.append(target)
            if len(self.kept) > args.keep:
                os.remove(self.kept.pop(0))
        self.firsts.append(self.begun_with)
        self.begun_with = self.number
        if len(self.firsts) > args.keep:
            self.firsts.pop(0)
        if copy:
            shutil.copyfile(log, target)
            os.ftruncate(self.file.fileno(), 0)
        else:
            os.rename(log, target)
            self.file.close()
            self.file = open(log, "ab", buffering=0)

    def first(self):
        self.file.write(line(0))
        self.number = 1

    def run(self, stop):
        start = begun = time.monotonic()
        offset = self.number
        next_rotation = start + args.every
        while not stop():
            late = (time.monotonic() - start) * args.rate - (self.number - offset)
            if late > args.rate / 4:
                start += late / args.rate
                next_rotation = max(next_rotation, time.monotonic())
            due = offset + int((time.monotonic() - start) * args.rate)
            while self.number < due:
                many = min(50, due - self.number)
                self.file.write(b"".join(line(self.number + i) for i in range(many)))
                self.number += many
                if time.monotonic() >= next_rotation:
                    self.rotate()
                    next_rotation += args.every
                    break
            time.sleep(0.002)
        self.seconds = time.monotonic() - begun


def command():
    if args.reader == "tail-F":
        return ["sh", "-c", "exec tail -n +1 -F %s >> %s/out 2>/dev/null" % (log, place)]
    if args.reader == "rsyslog":
        with open(place + "/rsyslog.conf", "w") as conf:
            conf.write('module(load="imfile" mode="inotify")\nglobal(workDirectory="%s")\n' % place)
            conf.write('input(type="imfile" file="%s" tag="s" reopenOnTruncate="on" persistStateInterval="100")\n' % log)
            conf.write('template(name="raw" type="string" string="%msg%\\n")\n')
            conf.write('action(type="omfile" file="%s/out" template="raw")\n' % place)
        return ["rsyslogd", "-n", "-f", place + "/rsyslog.conf", "-i", place + "/rsyslog.pid"]
    return [args.java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx48m", "-Xshare:auto", "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED", "-cp", args.classpath, "kiriwake.bench.TailIntoStore", log, store,
            str(args.pause), str(8 << 30)]


def start():
    return subprocess.Popen(command(), stdout=open(place + "/reader.out", "ab"), stderr=subprocess.STDOUT)


def peak(pid):
    try:
        return int(re.search(r"VmHWM:\s+(\d+)", open("/proc/%d/status" % pid).read()).group(1))
    except (OSError, AttributeError):
        return 0


kills_done = threading.Event()
killed = 0
highest = 0
reader = start()


def wait_until(said):
    if args.reader != "kiriwake":
        return
    patience = time.monotonic() + 60
    while time.monotonic() < patience:
        with open(place + "/reader.out", "rb") as out:
            if out.read().count(b"%s %d\n" % (said, reader.pid)):
                return
        time.sleep(0.02)


def killer():
    global reader, killed, highest
    for _ in range(args.kills):
        if random_.random() < 0.9:
            # well into its work
            wait_until(b"up")
            time.sleep(random_.uniform(0.0, 1.5))
        else:
            # or somewhere in its start
            time.sleep(random_.uniform(0.0, 3.0))
        highest = max(highest, peak(reader.pid))
        reader.send_signal(signal.SIGKILL)
        reader.wait()
        killed += 1
        reader = start()
    kills_done.set()


writer = Writer()
writer.first()
wait_until(b"kept")
thread = threading.Thread(target=killer, daemon=True)
thread.start()
begun = time.monotonic()
writer.run(lambda: kills_done.is_set() and time.monotonic() - begun > args.seconds)
thread.join()
if args.reader == "kiriwake":
    open(os.path.join(store, "stop"), "w").close()
    while reader.poll() is None:
        highest = max(highest, peak(reader.pid))
        time.sleep(0.05)
else:
    time.sleep(5)
    highest = max(highest, peak(reader.pid))
    reader.terminate()
    reader.wait()

seen = bytearray(writer.number)
doubled = torn = total = 0
if args.reader == "kiriwake":
    database = sqlite3.connect(os.path.join(store, "kiriwake.db"))
    lines = ((bytes(row[0]), row[1]) for row in database.execute("SELECT octets, at FROM line ORDER BY sequence"))
    gaps = dict(database.execute("SELECT name, count FROM counter")).get("gaps", 0)
else:
    lines = ((read.rstrip(b"\n").lstrip(), 0) for read in open(place + "/out", "rb"))
    gaps = 0
last = -1
disorder = 0
# numbers between which a gap was told: behind the last line of the batch before the gap's and up to the end of its batch
told = []
batch = -1
batch_first = -1
open_gaps = []
for read, at in lines:
    if at != batch:
        batch, batch_first, open_gaps = at, last, []
    if read.startswith(b"gap LogGap"):
        open_gaps.append(len(told))
        told.append([batch_first, writer.number])
        continue
    total += 1
    match = LINE.fullmatch(read)
    if not match or zlib.crc32(match.group(1) + b" " + match.group(2)) != int(match.group(3), 16):
        torn += 1
        continue
    number = int(match.group(1))
    disorder += number < last
    last = number
    for gap in open_gaps:
        told[gap][1] = number
    doubled += seen[number]
    seen[number] = 1
kept_from = writer.firsts[0] if writer.firsts else 0
covered = bytearray(writer.number)
for low, high in told:
    covered[low + 1 : high] = b"\1" * max(0, high - low - 1)
missing = [number for number in range(writer.number) if not seen[number]]
silent = sum(1 for number in missing if not covered[number])
needless = sum(1 for number in missing if covered[number] and number >= kept_from)
gone = len(missing) - silent - needless
print("%-8s %-12s %-7s lines %8d in %4.0f s, rotations %5d, kills %3d: lost silently %d, told but kept %d, told and gone %d; "
      "doubled %d torn %d out of order %d, gaps told %d, reader's peak %.0f MB, exit %s" % (
          args.reader, args.mode, args.naming, writer.number, writer.seconds, writer.rotations, killed, silent, needless,
          gone, doubled, torn, disorder, gaps, highest / 1024, reader.returncode))
lost = silent + needless
if lost or doubled or torn or reader.returncode not in (0, -15):
    print("kept for a look:", place, file=sys.stderr)
    sys.exit(1)
shutil.rmtree(place)
