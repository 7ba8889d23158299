#!/usr/bin/env python3
"""Compares `kiriwake decode --format ndjson` with tshark, field by field.

    src/bench/decode_vs_tshark.py [--kiriwake CMD] [--all] CAPTURE...

Every difference is printed as FILE:packet field ours theirs, and counted by field at the end. Differences that are decided
otherwise by our contract are named in KNOWN with their reason and only counted. Needs tshark. Exit status 1 when an
unexplained difference is left.
"""
import argparse
import collections
import json
import subprocess
import sys

LISTS = {
    "isakmp.typepayload": lambda r: ike(r).get("payloads"),
    "isakmp.vid_bytes": lambda r: ike(r).get("vendor_ids"),
    "isakmp.notify.msgtype": lambda r: [x["type"] for x in ike(r).get("notify", [])],
    "isakmp.id.type": lambda r: [x["type"] for x in ike(r).get("id", [])],
    "isakmp.id.protoid": lambda r: [x["protocol"] for x in ike(r).get("id", []) if "protocol" in x],
    "isakmp.id.port": lambda r: [x["port"] for x in ike(r).get("id", []) if "port" in x],
    "isakmp.ike.nat_hash": lambda r: ike(r).get("nat_d"),
    "isakmp.trans.number": lambda r: [x["number"] for x in ike(r).get("transforms", []) if "number" in x],
    "isakmp.tf.type": lambda r: [x["type"] for x in ike(r).get("transforms", []) if "type" in x],
    "isakmp.ike.attr.encryption_algorithm": lambda r: attributes(r, 1, 1),
    "isakmp.ike.attr.hash_algorithm": lambda r: attributes(r, 1, 2),
    "isakmp.ike.attr.group_description": lambda r: attributes(r, 1, 4),
    "isakmp.ike.attr.key_length": lambda r: attributes(r, 1, 14),
    "l2tp.avp.type": lambda r: [a["type"] for a in l2tp(r).get("avps", []) if a["vendor"] == 0],
    "l2tp.avp.length": lambda r: [len(a["value"]) // 2 + 6 for a in l2tp(r).get("avps", [])],
    "l2tp.avp.message_type": lambda r: [l2tp(r).get("msg_type")],
    "lcp.opt.type": lambda r: options(r, "0xc021"),
    "ipcp.opt.type": lambda r: options(r, "0x8021"),
    "ipv6cp.opt.type": lambda r: options(r, "0x8057"),
    "ccp.opt.type": lambda r: options(r, "0x80fd"),
    "ip.fragment": lambda r: r.get("reassembled_from") if ":" not in r.get("src", "") else [],
    "ipv6.fragment": lambda r: r.get("reassembled_from") if ":" in r.get("src", "") else [],
}
ONE = {
    "frame.len": lambda r: r["len"],
    "frame.cap_len": lambda r: r.get("cap_len", r["len"]),
    "isakmp.ispi": lambda r: ike(r).get("spi_i"),
    "isakmp.rspi": lambda r: ike(r).get("spi_r"),
    "isakmp.nextpayload": lambda r: ike(r).get("next_payload"),
    "isakmp.exchangetype": lambda r: ike(r).get("exchange"),
    "isakmp.flags": lambda r: ike(r).get("flags"),
    "isakmp.messageid": lambda r: ike(r).get("msgid"),
    "isakmp.length": lambda r: ike(r).get("length"),
    "isakmp.frag.packetid": lambda r: ike(r).get("fragment", {}).get("id"),
    "isakmp.key_exchange.dh_group": lambda r: ike(r).get("ke_group"),
    "l2tp.version": lambda r: l2tp(r).get("version"),
    "l2tp.length": lambda r: l2tp(r).get("length"),
    "l2tp.tunnel": lambda r: l2tp(r).get("tunnel"),
    "l2tp.session": lambda r: l2tp(r).get("session"),
    "l2tp.Ns": lambda r: l2tp(r).get("ns"),
    "l2tp.Nr": lambda r: l2tp(r).get("nr"),
    "l2tp.offset": lambda r: l2tp(r).get("offset"),
    "l2tp.avp.error_code": lambda r: l2tp(r).get("error_code"),
    "l2tp.result_code": lambda r: l2tp(r).get("result_code"),
    "ppp.protocol": lambda r: ppp(r).get("protocol"),
    "ppp.code": lambda r: ppp(r).get("code") if ppp(r).get("protocol") not in ("0xc023", "0xc223") else None,
    "pap.code": lambda r: ppp(r).get("code") if ppp(r).get("protocol") == "0xc023" else None,
    "chap.code": lambda r: ppp(r).get("code") if ppp(r).get("protocol") == "0xc223" else None,
    "lcp.magic_number": lambda r: ppp(r).get("magic"),
    "chap.value": lambda r: ppp(r).get("value"),
    "chap.name": lambda r: ppp(r).get("name") if ppp(r).get("protocol") == "0xc223" else None,
    "pap.peer_id": lambda r: ppp(r).get("name") if ppp(r).get("protocol") == "0xc023" else None,
    "lcp.rej_proto": lambda r: ppp(r).get("rejected_protocol"),
    "esp.spi": lambda r: esp(r).get("spi"),
    "esp.sequence": lambda r: esp(r).get("seq"),
    "icmp.type": lambda r: r.get("icmp", {}).get("type") if ":" not in r.get("src", "") else None,
    "icmpv6.type": lambda r: r.get("icmp", {}).get("type") if ":" in r.get("src", "") else None,
    "icmp.mtu": lambda r: r.get("icmp", {}).get("mtu") if ":" not in r.get("src", "") else None,
    "_ws.malformed": lambda r: int(r["malformed"]),
}
HEX = {"isakmp.messageid", "ppp.protocol", "lcp.magic_number", "esp.spi", "lcp.rej_proto", "isakmp.flags"}
KNOWN = {
    # field: what our contract says otherwise
    "_ws.malformed": "ours judges only the layers of the contract; tshark opens payloads, AVPs and data we call opaque",
}
PROTO = {"isakmp": "isakmp", "l2tp": "l2tp", "esp": "esp", "icmp": "icmp", "icmpv6": "icmp"}
OPENED = ("0xc021", "0xc023", "0xc223", "0x8021", "0x8057", "0x80fd")


def applies(field, mine):
    """Whether this packet of ours has that field at all: tshark also shows what is quoted or nested further inside."""
    room = field.split(".")[0]
    if room in PROTO:
        return mine["proto"] == PROTO[room]
    if room in ("ppp", "lcp", "pap", "chap", "ipcp", "ipv6cp", "ccp"):
        if mine["proto"] not in ("ppp", "l2tp"):
            return False
        return field == "ppp.protocol" or ppp(mine).get("protocol") in OPENED
    return True


def reason(field, mine, have):
    """Why we differ, where the contract decides otherwise than tshark; None when there is no such reason."""
    if field in KNOWN:
        return KNOWN[field]
    if "cap_len" in mine:
        return "cut by the snap length: tshark stops at the exception, we print what was captured"
    if mine["malformed"] or have is None and mine["proto"] == "isakmp" and ike(mine).get("version", "")[:1] not in "12":
        return "damaged: where to stop is decided by the contract"
    if field in ("chap.name", "pap.peer_id") and "\\x" in str(ONE[field](mine)):
        return "text is escaped in our output"
    if field.endswith(".fragment") and have is not None:
        want = mine.get("reassembled_from", [])
        if sorted(want) == sorted(have) or set(want) < set(have):
            return "ascending, and without repeated fragments"
    return None


EXTRA = ["frame.number", "udp.srcport", "udp.dstport", "frame.protocols"]


def ike(r):
    return r.get("ike", {})


def l2tp(r):
    return r.get("l2tp", {})


def ppp(r):
    return r.get("ppp", {})


def esp(r):
    return r.get("esp", {})


def attributes(r, version, wanted):
    if ike(r).get("version", "")[:1] != str(version):
        return []
    return [a[1] for t in ike(r).get("transforms", []) if t.get("protocol") == 1 for a in t["attrs"] if a[0] == wanted]


def options(r, protocol):
    return [o["type"] for o in ppp(r).get("options", [])] if ppp(r).get("protocol") == protocol else []


def number(text, field):
    if field in HEX:
        try:
            return int(text, 16) if text.startswith("0x") else int(text)
        except ValueError:
            return text
    try:
        return int(text, 0) if not text.startswith("0") or text.startswith("0x") or text == "0" else text
    except ValueError:
        return text


def ours_number(value, field):
    if isinstance(value, str) and value.startswith("0x"):
        return int(value, 16)
    return value


def tshark(capture):
    fields = EXTRA + sorted(set(LISTS) | set(ONE))
    command = ["tshark", "-n", "-r", capture, "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|"]
    for field in fields:
        command += ["-e", field]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    for line in run.stdout.decode("utf-8", "replace").splitlines():
        yield dict(zip(fields, line.split("\t")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kiriwake", default="agent/bin/kiriwake")
    parser.add_argument("--all", action="store_true", help="print the known ones too")
    parser.add_argument("captures", nargs="+")
    asked = parser.parse_args()
    counts = collections.Counter()
    compared = 0
    unexplained = 0
    for capture in asked.captures:
        run = subprocess.run(
            [asked.kiriwake, "decode", "--format", "ndjson", capture], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        ours = {}
        for line in run.stdout.splitlines():
            row = json.loads(line)
            ours[row["n"]] = row
        if b"xception" in run.stderr:
            print(capture, run.stderr.decode()[:500])
            unexplained += 1
        for theirs in tshark(capture):
            n = int(theirs["frame.number"])
            mine = ours.get(n)
            name = capture.rsplit("/", 1)[-1]
            if mine is None:
                protocols = theirs["frame.protocols"].split(":")
                if any(p in protocols for p in ("isakmp", "l2tp", "esp", "udpencap")) and "gre" not in protocols:
                    print(f"{name}:{n} only-tshark {theirs['frame.protocols']}")
                    counts["only-tshark", "inside AH, TCP or another tunnel, which are not followed"] += 1
                continue
            compared += 1
            for field in sorted(set(LISTS) | set(ONE)):
                if not applies(field, mine):
                    continue
                got = theirs[field]
                if field in LISTS:
                    want = LISTS[field](mine) or []
                    have = [number(x, field) for x in got.split("|")] if got else []
                    if field == "isakmp.typepayload":
                        # proposals and transforms are inside the SA payload
                        have = [x for x in have if x not in (2, 3)]
                    want = [ours_number(x, field) for x in want if x is not None]
                    same = [str(x) for x in want] == [str(x) for x in have]
                elif field == "_ws.malformed":
                    want = ONE[field](mine)
                    have = int(bool(got))
                    same = want == have
                else:
                    want = ours_number(ONE[field](mine), field)
                    first = got.split("|")[0] if got else None
                    have = number(first, field) if first is not None else None
                    same = str(want) == str(have)
                if same:
                    continue
                why = reason(field, mine, have)
                counts[field, why or "UNEXPLAINED"] += 1
                if why and not asked.all:
                    continue
                unexplained += why is None
                print(f"{name}:{n} {field} ours={want} tshark={have} [{theirs['frame.protocols'].split(':', 3)[-1]}]")
    print(f"\n{compared} packets compared in {len(asked.captures)} captures")
    for (field, why), count in sorted(counts.items(), key=lambda item: -item[1]):
        print(f"{count:7} {field:36} {why}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
