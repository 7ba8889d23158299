package kiriwake.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What macOS offers in phase 1 and 2 of IKEv1, against the words of {@code ike=} and {@code esp=}. Phase 1 since
 * 10.11.4: AES-256 with groups 14, 5 and 2, and AES-128 and 3DES with group 2; before, group 2 only. Phase 2: AES-256,
 * AES-128, 3DES with SHA-1 and MD5, never a group; SHA-256 since macOS 11.
 */
final class Offers {
    private static final Set<String> GROUPS = Set.of("modp2048", "dh14", "modp1536", "dh5", "modp1024", "dh2");
    private static final Set<String> OLD_GROUPS = Set.of("modp1024", "dh2");

    private Offers() {}

    /** One proposal: its words, in lower case, without the strict flag. */
    private static List<List<String>> proposals(String value) {
        var proposals = new ArrayList<List<String>>();
        for (String one : value.toLowerCase(Locale.ROOT).replace("!", "").split(",", -1)) {
            List<String> words = List.of(one.strip().split("[-;+]", -1));
            if (!words.getFirst().isEmpty()) {
                proposals.add(words);
            }
        }
        return proposals;
    }

    private static boolean cipher(List<String> words) {
        // aes without a number is 128 for strongSwan and any for libreswan
        return words.stream().anyMatch(word -> Set.of(
                        "aes",
                        "aes128",
                        "aes256",
                        "aes_cbc",
                        "aes_cbc128",
                        "aes_cbc256",
                        "aes128_cbc",
                        "3des",
                        "3des_cbc")
                .contains(word));
    }

    private static boolean sha1(List<String> words) {
        return words.contains("sha1") || words.contains("sha") || words.contains("md5");
    }

    private static boolean sha2(List<String> words) {
        return words.stream()
                .anyMatch(word -> Set.of("sha2", "sha256", "sha2_256").contains(word));
    }

    private static boolean sha512(List<String> words) {
        return words.contains("sha512") || words.contains("sha2_512");
    }

    private static boolean isGroup(String word) {
        return word.startsWith("modp")
                || word.matches("dh\\d+")
                || word.startsWith("ecp")
                || word.startsWith("curve")
                || word.startsWith("x25519");
    }

    /** How a Mac gets on with {@code ike=}. */
    enum Phase1 {
        ALL,
        /** Not with releases before 10.11.4. */
        NEWER_ONLY,
        NONE
    }

    static Phase1 phase1(String value) {
        boolean some = false;
        boolean old = false;
        for (List<String> words : proposals(value)) {
            // without a group or a hash the daemon has its own list, which holds what is asked for
            boolean grouped = words.stream().anyMatch(Offers::isGroup);
            boolean hashed =
                    words.size() > 1 && words.stream().anyMatch(word -> word.startsWith("sha") || word.equals("md5"));
            boolean fits = cipher(words) && (!hashed || sha1(words) || sha2(words) || sha512(words));
            some |= fits && (!grouped || words.stream().anyMatch(GROUPS::contains));
            old |= fits && (!hashed || sha1(words)) && words.stream().anyMatch(OLD_GROUPS::contains);
        }
        return old ? Phase1.ALL : some ? Phase1.NEWER_ONLY : Phase1.NONE;
    }

    /** How a Mac gets on with {@code esp=} or {@code phase2alg=}. */
    enum Phase2 {
        ALL,
        /** SHA-256 alone: not with releases before macOS 11. */
        NEWER_ONLY,
        /** Every proposal asks for a group, which a Mac never offers. */
        WITH_GROUP,
        NONE
    }

    static Phase2 phase2(String value) {
        boolean some = false;
        boolean old = false;
        boolean grouped = false;
        for (List<String> words : proposals(value)) {
            boolean hashed = words.stream().anyMatch(word -> word.startsWith("sha") || word.equals("md5"));
            boolean fits = cipher(words) && (!hashed || sha1(words) || sha2(words));
            boolean group = words.stream().anyMatch(Offers::isGroup);
            grouped |= fits && group;
            some |= fits && !group;
            old |= fits && !group && (!hashed || sha1(words));
        }
        return old ? Phase2.ALL : some ? Phase2.NEWER_ONLY : grouped ? Phase2.WITH_GROUP : Phase2.NONE;
    }

    /** SHA-256 may be chosen for ESP. */
    static boolean mayBeSha256(String value) {
        return proposals(value).stream().anyMatch(Offers::sha2);
    }
}
