package kiriwake.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the kernel lets a process do, as {@code /proc/PID/status} says (proc(5), capabilities(7)).
 *
 * @param user effective user id
 * @param groups ids of the supplementary groups and the effective one
 * @param effective bits of the capabilities that count now
 * @param ambient bits of those that children get too
 * @param noNewPrivileges whether set-user-id programs are of no use to it
 */
record Privileges(int user, Set<Integer> groups, long effective, long ambient, boolean noNewPrivileges) {

    /** The capabilities that kiriwake has a use for. */
    enum Right {
        /** Passes every permission check; what the socket of pluto needs of a process that is not root. */
        DAC_OVERRIDE(1),
        /** Reads logs that belong to root. */
        DAC_READ_SEARCH(2),
        /** Reads the firewall, IPsec states and their keys, NFLOG. */
        NET_ADMIN(12),
        /** Captures packets. */
        NET_RAW(13);

        private final int bit;

        Right(int bit) {
            this.bit = bit;
        }

        String id() {
            return "CAP_" + name();
        }
    }

    Privileges {
        groups = Set.copyOf(groups);
    }

    static Privileges read(List<String> status) {
        Map<String, List<String>> fields = new HashMap<>();
        for (String line : status) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(
                        line.substring(0, colon),
                        Arrays.asList(line.substring(colon + 1).strip().split("\\s+")));
            }
        }
        var groups = new TreeSet<Integer>();
        for (String group : fields.getOrDefault("Groups", List.of())) {
            groups.add(number(group));
        }
        groups.add(effectiveId(fields.getOrDefault("Gid", List.of())));
        return new Privileges(
                effectiveId(fields.getOrDefault("Uid", List.of())),
                groups,
                bits(fields.getOrDefault("CapEff", List.of())),
                bits(fields.getOrDefault("CapAmb", List.of())),
                fields.getOrDefault("NoNewPrivs", List.of()).contains("1"));
    }

    /** Second of real, effective, saved, file system. */
    private static int effectiveId(List<String> ids) {
        return ids.size() > 1 ? number(ids.get(1)) : -1;
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    }

    private static long bits(List<String> hex) {
        return !hex.isEmpty() && hex.getFirst().matches("[0-9a-f]{1,16}")
                ? Long.parseUnsignedLong(hex.getFirst(), 16)
                : 0;
    }

    boolean may(Right right) {
        return (effective >>> right.bit & 1) == 1;
    }

    /** Names of ours among the effective ones, in the order of their numbers. */
    List<String> rights() {
        return Arrays.stream(Right.values()).filter(this::may).map(Right::id).toList();
    }

    List<String> ambientRights() {
        return Arrays.stream(Right.values())
                .filter(right -> (ambient >>> right.bit & 1) == 1)
                .map(Right::id)
                .toList();
    }

    /** What the service needs and this process lacks. */
    List<String> lacking() {
        var lacking = new ArrayList<String>();
        for (Right right : List.of(Right.NET_RAW, Right.NET_ADMIN, Right.DAC_READ_SEARCH)) {
            if (!may(right)) {
                lacking.add(right.id());
            }
        }
        return lacking;
    }
}
