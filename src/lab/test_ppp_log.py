#!/usr/bin/env python3
"""python3 src/lab/test_ppp_log.py: what ppp_log.py says of hand-made packets."""
import sys
import unittest

sys.dont_write_bytecode = True
from ppp_log import IN, OUT, Attempt, Mac, Said, dump, escaped, l2tp, Packet, nflog_payload, ppp, ppp_log


def frame(text):
    return bytes.fromhex(text.replace(" ", ""))


def control(at, way, name, **avps):
    return Said(at, way, name, {"avps": {int(k[1:]): v for k, v in avps.items()}, "ns": 0})


def lines(said, marks=(), mac=Mac(), began=0.0):
    return [(at, text) for at, _, text in Attempt(mac, began, said, list(marks)).lines]


def ike(at, way, kind, message=b"\0\0\0\0"):
    return Said(at, way, kind, {"cookie": b"c" * 8, "message": message, "first": 1})


PHASE1 = [ike(0.1, OUT, "MM"), ike(0.2, IN, "MM")]
IPSEC = PHASE1 + [ike(0.5, OUT, "QM", b"1234"), ike(0.6, IN, "QM", b"1234"), ike(0.7, OUT, "QM", b"1234")]
L2TP = IPSEC + [control(1, OUT, "SCCRQ"), control(1.1, IN, "SCCRP"), control(1.2, OUT, "SCCCN"), control(1.2, OUT, "ICRQ"),
                control(1.3, IN, "ICRP"), control(1.4, OUT, "ICCN")]


def ppp_at(at, way, text):
    return Said(at, way, "PPP", {"frame": frame(text)})


class Dumps(unittest.TestCase):
    def told(self, text):
        return dump(ppp(frame(text))[0])

    def test_lcp_request(self):
        self.assertEqual(self.told("ff03 c021 01 01 0017 0104 0500 0304 c023 0506 2b7c41d9 0702 0802 00"),
                         "[LCP ConfReq id=0x1 <mru 1280> <auth pap> <magic 0x2b7c41d9> <pcomp> <accomp>]")

    def test_without_address_field_and_unknown_option(self):
        self.assertEqual(self.told("c021 01 02 0007 160306"), "[LCP ConfReq id=0x2 < 16 03 06>]")

    def test_second_dns_is_called_ms_dns3(self):
        self.assertEqual(self.told("8021 03 01 0016 0306 0a09000a 8106 08080808 8306 01010101"),
                         "[IPCP ConfNak id=0x1 <addr 10.9.0.10> <ms-dns1 8.8.8.8> <ms-dns3 1.1.1.1>]")

    def test_termination_text(self):
        self.assertEqual(self.told("c021 05 02 000e 557365722072657175"), '[LCP TermReq id=0x2 "User requ"]')

    def test_protocol_reject_is_hex(self):
        self.assertEqual(self.told("c021 08 03 0008 8235 0101"), "[LCP ProtRej id=0x3 82 35 01 01]")

    def test_quotes_are_octal(self):
        self.assertEqual(escaped(b'a"b\\c\xff'), 'a\\042b\\134c\\377')


class Stages(unittest.TestCase):
    def test_nothing_sent_fails_after_five_seconds(self):
        self.assertEqual(lines([])[-1], (5.0, "IPSec connection failed"))

    def test_no_answer_fails_after_ten_seconds(self):
        self.assertEqual(lines([ike(0.1, OUT, "MM"), ike(3.1, OUT, "MM")])[-1], (10.1, "IPSec connection failed"))

    def test_an_error_notify_is_no_answer(self):
        self.assertEqual(lines([ike(0.1, OUT, "MM"), ike(0.2, IN, "INFO")])[-1], (10.1, "IPSec connection failed"))

    def test_answered_once_fails_after_thirty_seconds(self):
        self.assertEqual(lines(PHASE1)[-1], (30.2, "IPSec connection failed"))

    def test_quick_mode_unanswered(self):
        told = lines(PHASE1 + [ike(0.5, OUT, "QM", b"1234")])
        self.assertEqual(told[-2:], [(0.5, "IPSec phase 2 started"), (30.5, "IPSec connection failed")])

    def test_no_sccrp(self):
        self.assertEqual(lines(IPSEC + [control(1, OUT, "SCCRQ")])[-1], (21, "L2TP cannot connect to the server"))

    def test_no_icrp_says_nothing(self):
        self.assertEqual(lines(L2TP[:-2])[-1], (1.2, "L2TP sent ICRQ"))

    def test_stopccn_instead_of_sccrp(self):
        told = [t for _, t in lines(IPSEC + [control(1, OUT, "SCCRQ"), control(1.1, IN, "StopCCN")])]
        self.assertIn("L2TP received invalid message (expected SCCRP, received StopCCN)", told)
        self.assertEqual(told[-1], "L2TP disconnected")

    def test_tunnel_authentication(self):
        told = [t for _, t in lines(IPSEC + [control(1, OUT, "SCCRQ"), control(1.1, IN, "SCCRP", a11=b"x")])]
        self.assertIn("L2TP received Auth Challenge AVP - not supported", told)

    def test_cdn_after_iccn(self):
        told = [t for _, t in lines(L2TP + [control(1.5, IN, "CDN")])]
        self.assertEqual(told[told.index("L2TP received CDN"):],
                         ["L2TP received CDN", "L2TP hangup", "Connection terminated.", "L2TP clearing port-mapping for en0",
                          "L2TP disconnecting...", "L2TP sent CDN", "L2TP sent StopCCN", "L2TP disconnected"])

    def test_ten_requests_unanswered(self):
        asked = [ppp_at(2 + 3 * i, OUT, "ff03 c021 01 01 0004") for i in range(10)]
        told = lines(L2TP + asked, marks=[(60, "gave-up", "ppp")])
        self.assertIn((32, "LCP: timeout sending Config-Requests"), told)

    def test_user_disconnects(self):
        told = [t for _, t in lines(L2TP + [ppp_at(2, OUT, "ff03 c021 01 01 0004")], marks=[(3, "disconnect", "")])]
        self.assertLess(told.index("[DISCONNECT]"), told.index('sent [LCP TermReq id=0x2 "User request"]'))


class Generations(unittest.TestCase):
    def test_old_macs_say_less_at_the_start(self):
        self.assertEqual(lines([], mac=Mac("10.8"))[0][1], "L2TP connecting to server 'vpn.example.jp' (198.51.100.20)...")
        self.assertIn("publish_entry", lines([], mac=Mac("10.12"))[0][1])


class Files(unittest.TestCase):
    def test_clock_and_verbosity(self):
        told = ppp_log(Mac(verbose=False, offset=32400), b"", b"", [(1795523392.6, "dial", "")])
        self.assertIn("Tue Nov 24 21:29:52 2026 : IPSec connection started\n", told)
        self.assertNotIn("phase 1", told)

    def test_a_data_message_with_length_field(self):
        body = frame("4002 000c 0001 0002 ff03c021")
        self.assertEqual(l2tp(Packet(0, "", "", 5, 1701, body), OUT).detail["frame"], frame("ff03c021"))

    def test_a_zlb_says_nothing(self):
        self.assertIsNone(l2tp(Packet(0, "", "", 5, 1701, frame("c802 000c 0001 0000 0001 0001")), OUT))

    def test_nflog(self):
        self.assertEqual(nflog_payload(frame("00000005 0500 0a00 41000000 0700 0900 aabbcc00")), frame("aabbcc"))


if __name__ == "__main__":
    unittest.main()
