package kiriwake.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kiriwake.check.Looked.Connection;
import kiriwake.check.Looked.Seen;
import kiriwake.event.Sign;

/** ipsec.conf against what a Mac does: every setting of the connections that are meant for L2TP. */
final class IpsecChecks {
    private static final Set<String> YES = Set.of("yes", "1", "true");
    private static final Set<String> NO = Set.of("no", "0", "false", "never");

    static final List<Check> ALL = List.of(
            new Check("conn-some", Group.IPSEC, IpsecChecks::some),
            new Check("conn-auto", Group.IPSEC, each(IpsecChecks::auto)),
            new Check("conn-ikev1", Group.IPSEC, IpsecChecks::ikev1),
            new Check("conn-authby", Group.IPSEC, each(IpsecChecks::authby)),
            new Check("conn-type", Group.IPSEC, each(IpsecChecks::type)),
            new Check("conn-left", Group.IPSEC, each(IpsecChecks::left)),
            new Check("conn-right", Group.IPSEC, each(IpsecChecks::right)),
            new Check("conn-rightid", Group.IPSEC, each(IpsecChecks::rightId)),
            new Check("conn-protoport", Group.IPSEC, each(IpsecChecks::protoport)),
            new Check("conn-ike-offer", Group.IPSEC, each(IpsecChecks::ike)),
            new Check("conn-esp-offer", Group.IPSEC, each(IpsecChecks::esp)),
            new Check("conn-pfs", Group.IPSEC, each(IpsecChecks::pfs)),
            new Check("conn-truncbug", Group.IPSEC, each(IpsecChecks::truncbug)),
            new Check("conn-compress", Group.IPSEC, each(IpsecChecks::compress)),
            new Check("conn-dpd", Group.IPSEC, each(IpsecChecks::dpd)),
            new Check("nat-traversal", Group.IPSEC, IpsecChecks::natTraversal),
            new Check("virtual-private", Group.IPSEC, IpsecChecks::virtualPrivate));

    private IpsecChecks() {}

    @FunctionalInterface
    private interface OfConnection {
        void judge(Looked at, Connection connection, Check.Says says);
    }

    private static Check.Judging each(OfConnection judging) {
        return (at, says) -> at.connections().forEach(connection -> judging.judge(at, connection, says));
    }

    private static boolean libreswan(Looked at) {
        return at.ike().equals("libreswan");
    }

    private static boolean isOneOf(Optional<Seen> setting, Set<String> values) {
        return setting.map(one -> values.contains(one.value("value").toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    private static void some(Looked at, Check.Says says) {
        boolean swanctl =
                at.text("swanctl.conf").lines().anyMatch(line -> line.strip().startsWith("connections"));
        if (at.has("ipsec.conf") && at.connections().isEmpty()) {
            if (swanctl) {
                says.unknown("swanctl.conf");
            } else {
                says.fail("none");
            }
        }
        at.missing("ipsec.conf").ifPresent(says::unknown);
    }

    private static void auto(Looked at, Connection connection, Check.Says says) {
        String auto = connection.value("auto");
        Optional<Seen> seen = connection.get("auto");
        if (Set.of("add", "route", "ondemand", "start", "keep", "up").contains(auto)) {
            says.ok("loaded", seen.orElseThrow(), "conn", connection.name(), "auto", auto);
        } else {
            says.fail("ignored", "conn", connection.name());
        }
    }

    private static void ikev1(Looked at, Check.Says says) {
        Optional<Seen> policy =
                at.setting("ipsec-status.txt", "ikev1-policy").or(() -> at.setting("ipsec.conf", "ikev1-policy"));
        if (libreswan(at) && isOneOf(policy, Set.of("drop", "reject"))) {
            says.fail(
                    "policy",
                    policy.orElseThrow(),
                    "policy",
                    policy.orElseThrow().value("value"));
            return;
        }
        if (libreswan(at) && policy.isEmpty() && at.isAtLeast("libreswan", 5, 0)) {
            says.fail("policy-default", "version", at.versions().getOrDefault("libreswan", ""));
            return;
        }
        for (Connection connection : at.connections()) {
            Optional<Seen> exchange = connection.get("keyexchange");
            Optional<Seen> ikev2 = connection.get("ikev2");
            boolean only2 = isOneOf(exchange, Set.of("ikev2")) || isOneOf(ikev2, Set.of("insist", "yes", "propose"));
            boolean default2 =
                    libreswan(at) && at.isAtLeast("libreswan", 4, 0) && ikev2.isEmpty() && exchange.isEmpty();
            if (only2) {
                Seen seen = exchange.filter(one -> one.is("value", "ikev2"))
                        .or(() -> ikev2)
                        .orElseThrow();
                says.fail(
                        "only-ikev2",
                        seen,
                        "conn",
                        connection.name(),
                        "key",
                        seen.value("key"),
                        "value",
                        seen.value("value"));
            } else if (default2) {
                says.fail("default-ikev2", "conn", connection.name());
            } else {
                says.ok("ikev1", "conn", connection.name());
            }
        }
    }

    private static void authby(Looked at, Connection connection, Check.Says says) {
        Optional<Seen> by = connection.any("authby", "leftauth", "rightauth");
        String value = by.map(one -> one.value("value")).orElse("");
        if (value.contains("secret") || value.contains("psk")) {
            says.ok("psk", by.orElseThrow(), "conn", connection.name());
        } else if (by.isPresent()) {
            says.warn("other", by.get(), "conn", connection.name(), "value", value);
        } else {
            says.fail("default", "conn", connection.name());
        }
    }

    private static void type(Looked at, Connection connection, Check.Says says) {
        Optional<Seen> type = connection.get("type");
        if (isOneOf(type, Set.of("transport"))) {
            says.ok("transport", type.orElseThrow(), "conn", connection.name());
        } else if (type.isPresent()) {
            says.fail(
                    "other",
                    type.get(),
                    "conn",
                    connection.name(),
                    "value",
                    type.get().value("value"));
        } else {
            says.fail("default", "conn", connection.name());
        }
    }

    /** A host behind a one-to-one NAT has only the inner address, which has to stand here. */
    private static void left(Looked at, Connection connection, Check.Says says) {
        Optional<Seen> left = connection.get("left");
        List<String> own =
                at.told(Sign.SERVER_ADDRESS).map(one -> one.value("address")).toList();
        if (left.isEmpty() || own.isEmpty()) {
            return;
        }
        String value = left.get().value("value");
        boolean address = value.matches("[0-9.]{7,15}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]*");
        if (address && !own.contains(value)) {
            says.fail("foreign", left.get(), "conn", connection.name(), "value", value, "own", String.join(", ", own));
        } else {
            says.ok("own", left.get(), "conn", connection.name(), "value", value);
        }
    }

    private static void right(Looked at, Connection connection, Check.Says says) {
        Optional<Seen> right = connection.get("right");
        String value = right.map(one -> one.value("value")).orElse("");
        if (right.isPresent() && Set.of("%any", "0.0.0.0", "%any4", "0.0.0.0/0").contains(value)) {
            says.ok("any", right.get(), "conn", connection.name());
        } else if (right.isPresent()) {
            says.fail("one", right.get(), "conn", connection.name(), "value", value);
        } else if (libreswan(at)) {
            says.fail("missing", "conn", connection.name());
        }
    }

    /** A Mac names itself by its own address, which nobody knows beforehand. */
    private static void rightId(Looked at, Connection connection, Check.Says says) {
        connection
                .get("rightid")
                .filter(one -> !one.value("value").startsWith("%any"))
                .ifPresent(one -> says.fail("fixed", one, "conn", connection.name(), "value", one.value("value")));
    }

    private static void protoport(Looked at, Connection connection, Check.Says says) {
        Optional<Seen> left = connection.get("leftprotoport");
        Optional<Seen> right = connection.get("rightprotoport");
        String ours = port(left);
        String theirs = port(right);
        if (left.isPresent() && !Set.of("1701", "any").contains(ours)) {
            says.fail(
                    "left",
                    left.get(),
                    "conn",
                    connection.name(),
                    "value",
                    left.get().value("value"));
        } else if (right.isPresent() && theirs.equals("1701")) {
            says.fail(
                    "right-1701",
                    right.get(),
                    "conn",
                    connection.name(),
                    "value",
                    right.get().value("value"));
        } else if (right.isPresent() && !theirs.equals("any")) {
            says.fail(
                    "right",
                    right.get(),
                    "conn",
                    connection.name(),
                    "value",
                    right.get().value("value"));
        } else if (left.isPresent() && right.isEmpty() && libreswan(at)) {
            says.fail("right-missing", left.get(), "conn", connection.name());
        } else if (left.isPresent()) {
            says.ok("good", left.get(), "conn", connection.name());
        }
    }

    /** {@code 1701}, {@code any}, or what else stands there; other protocols than UDP are no port at all. */
    private static String port(Optional<Seen> setting) {
        String value =
                setting.map(one -> one.value("value").toLowerCase(Locale.ROOT)).orElse("");
        int slash = value.indexOf('/');
        String protocol = slash < 0 ? value : value.substring(0, slash);
        String port = slash < 0 ? "" : value.substring(slash + 1);
        if (!Set.of("17", "udp", "%any", "0").contains(protocol)) {
            return value;
        }
        return switch (port) {
            case "1701", "l2tp", "l2f" -> "1701";
            case "", "%any", "0", "%opaque" -> "any";
            default -> port;
        };
    }

    private static void ike(Looked at, Connection connection, Check.Says says) {
        connection.get("ike").ifPresent(ike -> {
            String value = ike.value("value");
            switch (Offers.phase1(value)) {
                case ALL -> says.ok("all", ike, "conn", connection.name(), "value", value);
                case NEWER_ONLY -> says.warn("newer", ike, "conn", connection.name(), "value", value);
                case NONE -> says.fail("none", ike, "conn", connection.name(), "value", value);
            }
        });
    }

    private static void esp(Looked at, Connection connection, Check.Says says) {
        connection.any("esp", "phase2alg").ifPresent(esp -> {
            String value = esp.value("value");
            switch (Offers.phase2(value)) {
                case ALL -> says.ok("all", esp, "conn", connection.name(), "value", value);
                case NEWER_ONLY -> says.warn("newer", esp, "conn", connection.name(), "value", value);
                case WITH_GROUP -> says.fail("group", esp, "conn", connection.name(), "value", value);
                case NONE -> says.fail("none", esp, "conn", connection.name(), "value", value);
            }
        });
    }

    /** pluto asks for it unless told otherwise; charon does not know the word any more. */
    private static void pfs(Looked at, Connection connection, Check.Says says) {
        Optional<Seen> pfs = connection.get("pfs");
        if (!libreswan(at)) {
            return;
        }
        if (isOneOf(pfs, NO)) {
            says.ok("off", pfs.orElseThrow(), "conn", connection.name());
        } else if (pfs.isPresent()) {
            says.fail("on", pfs.get(), "conn", connection.name());
        } else {
            says.fail("default", "conn", connection.name());
        }
    }

    private static void truncbug(Looked at, Connection connection, Check.Says says) {
        Optional<Seen> bug = connection.any("sha2-truncbug", "sha2_truncbug");
        String esp = connection
                .any("esp", "phase2alg")
                .map(one -> one.value("value"))
                .orElse("");
        if (!isOneOf(bug, YES)) {
            return;
        }
        Seen seen = bug.orElseThrow();
        if (Offers.mayBeSha256(esp)) {
            says.fail("on", seen, "conn", connection.name());
        } else {
            says.warn("idle", seen, "conn", connection.name());
        }
    }

    private static void compress(Looked at, Connection connection, Check.Says says) {
        Optional<Seen> compress = connection.get("compress");
        if (isOneOf(compress, YES)) {
            says.warn("on", compress.orElseThrow(), "conn", connection.name());
        }
    }

    /** Without it a client that vanished keeps its place until its lifetime ends. */
    private static void dpd(Looked at, Connection connection, Check.Says says) {
        Optional<Seen> action = connection.get("dpdaction");
        boolean delay = connection.get("dpddelay").isPresent();
        boolean timeout = connection.get("dpdtimeout").isPresent();
        if (isOneOf(action, Set.of("hold", "restart", "trap"))) {
            says.warn(
                    "action",
                    action.orElseThrow(),
                    "conn",
                    connection.name(),
                    "value",
                    action.orElseThrow().value("value"));
        } else if (libreswan(at) ? delay && timeout : isOneOf(action, Set.of("clear"))) {
            says.ok("on", "conn", connection.name());
        } else {
            says.warn("off", "conn", connection.name());
        }
    }

    private static void natTraversal(Looked at, Check.Says says) {
        Optional<Seen> old = at.setting("ipsec.conf", "nat_traversal");
        Optional<Seen> method = at.setting("ipsec.conf", "nat-ikev1-method");
        Optional<Seen> encapsulation = at.setting("ipsec.conf", "encapsulation");
        if (isOneOf(old, NO) && (!libreswan(at) || !at.isAtLeast("libreswan", 3, 23))) {
            says.fail("off", old.orElseThrow(), "key", "nat_traversal", "value", "no");
        } else if (isOneOf(method, Set.of("none"))) {
            says.fail("off", method.orElseThrow(), "key", "nat-ikev1-method", "value", "none");
        } else if (isOneOf(encapsulation, NO)) {
            says.fail("off", encapsulation.orElseThrow(), "key", "encapsulation", "value", "no");
        } else if (!at.settings("ipsec.conf").isEmpty()) {
            says.ok("on");
        }
    }

    /** Only where {@code rightsubnet=vhost:} makes pluto look at it. */
    private static void virtualPrivate(Looked at, Check.Says says) {
        boolean vhost = at.settings("ipsec.conf").stream()
                .anyMatch(one ->
                        one.is("key", "rightsubnet") && one.value("value").contains("vhost:"));
        if (!libreswan(at) || !vhost) {
            return;
        }
        Optional<Seen> list =
                at.setting("ipsec.conf", "virtual-private").or(() -> at.setting("ipsec.conf", "virtual_private"));
        String value = list.map(one -> one.value("value")).orElse("");
        List<String> lacking = List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16").stream()
                .filter(net -> !value.contains(net))
                .toList();
        if (list.isEmpty()) {
            says.fail("missing");
        } else if (!lacking.isEmpty()) {
            says.warn("lacks", list.get(), "nets", String.join(", ", lacking));
        } else {
            says.ok("complete", list.get());
        }
    }
}
