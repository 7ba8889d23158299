package kiriwake.wire.ike;

import java.util.Map;
import kiriwake.bytes.Bytes;

/** Names of numbers, as the RFCs and IANA's registries give them. What is not known keeps its number. */
public final class IkeNames {
    private static final Map<String, String> VENDORS = Map.ofEntries(
            Map.entry("afcad71368a1f1c96b8696fc77570100", "DPD (RFC 3706)"),
            Map.entry("4a131c81070358455c5728f20e95452f", "NAT-T (RFC 3947)"),
            Map.entry("90cb80913ebb696e086381b5ec427b1f", "NAT-T draft 02"),
            Map.entry("cd60464335df21f87cfdb2fc68b6a448", "NAT-T draft 02 (no newline)"),
            Map.entry("7d9419a65310ca6f2c179d9215529d56", "NAT-T draft 03"),
            Map.entry("9909b64eed937c6573de52ace952fa6b", "NAT-T draft 04"),
            Map.entry("80d0bb3def54565ee84645d4c85ce3ee", "NAT-T draft 05"),
            Map.entry("4d1e0e136deafa34c4f3ea9f02ec7285", "NAT-T draft 06"),
            Map.entry("439b59f8ba676c4c7737ae22eab8f582", "NAT-T draft 07"),
            Map.entry("8f8d83826d246b6fc7a8a6a428c11de8", "NAT-T draft 08"),
            Map.entry("4485152d18b6bbcd0be8a8469579ddcc", "NAT-T draft 00"),
            Map.entry("09002689dfd6b712", "XAUTH"),
            Map.entry("12f5f28c457168a9702d9fe274cc0100", "Cisco Unity"),
            Map.entry("4048b7d56ebce88525e7de7f00d6c2d3", "IKE fragmentation"),
            Map.entry("4048b7d56ebce88525e7de7f00d6c2d380000000", "IKE fragmentation"),
            Map.entry("882fe56d6fd20dbc2251613b2ebe5beb", "strongSwan"),
            Map.entry("4df37928e9fc4fd1b3262170d515c662", "NAT-T draft"),
            Map.entry("16f6ca16e4a4066d83821a0f0aeaa862", "NAT-T draft 01"),
            Map.entry("27bab5dc01ea0760ea4e3190ac27c0d0", "NAT-T stenberg draft 01"),
            Map.entry("6105c422e76847e43f9684801292aecd", "NAT-T stenberg draft 02"),
            Map.entry("6a7434c19d7e36348090a02334c9c805", "NAT-T huttunen draft 00"),
            Map.entry("4048b7d56ebce88525e7de7f00d6c2d3c0000000", "IKE fragmentation"),
            Map.entry("214ca4faffa7f32d6748e5303395ae83", "Microsoft MamieExists"),
            Map.entry("621b04bb09882ac1e15935fefa24aeee", "Microsoft GSSAPI"),
            Map.entry("1bdf605991920db11cbdf8508204c4eb", "iOS"),
            Map.entry("7003cbc1097dbe9c2600ba6983bc8b35", "KAME/racoon"),
            Map.entry("434953434f2d44454c4554452d524541534f4e", "Cisco delete reason"),
            Map.entry("434953434f56504e2d5245562d3032", "Cisco VPN revision 2"),
            Map.entry("434953434f2d44594e414d49432d524f555445", "Cisco dynamic route"),
            Map.entry("464c455856504e2d535550504f52544544", "Cisco FlexVPN"),
            Map.entry("4f45755c645c6a795c5c6170", "Openswan/libreswan"),
            Map.entry("26244d38eddb61b3172a36e3d0cfb819", "Microsoft Vid-Initial-Contact"),
            Map.entry("fb1de3cdf341b7ea16b7e5be0855f120", "MS-Negotiation Discovery Capable"),
            Map.entry("e3a5966a76379fe707228231e5ce8652", "IKE CGA version 1"),
            Map.entry("f758f22668750f03b08df6ebe1d00403", "FreeS/WAN NAT-T"));

    private IkeNames() {}

    /** A vendor id by name; hex when it is not known. */
    public static String vendor(Bytes id) {
        String hex = id.hex();
        String known = VENDORS.get(hex);
        if (known != null) {
            return known;
        }
        if (hex.startsWith("1e2b516905991c7d7c96fcbfb587e461")) {
            return "MS NT5 ISAKMPOAKLEY (Windows)";
        }
        if (hex.startsWith("01528bbbc00696121849ab9a1c5b2a51")) {
            return "Microsoft, unnamed";
        }
        if (hex.startsWith("4f45") && id.length() == 12) {
            return "Openswan/libreswan";
        }
        return hex;
    }

    /** RFC 2408 §3.14.1. */
    public static String notify(int type) {
        return switch (type) {
            case 1 -> "INVALID-PAYLOAD-TYPE";
            case 4 -> "INVALID-COOKIE";
            case 7 -> "INVALID-EXCHANGE-TYPE";
            case 8 -> "INVALID-FLAGS";
            case 9 -> "INVALID-MESSAGE-ID";
            case 11 -> "INVALID-SPI";
            case 14 -> "NO-PROPOSAL-CHOSEN";
            case 15 -> "BAD-PROPOSAL-SYNTAX";
            case 16 -> "PAYLOAD-MALFORMED";
            case 17 -> "INVALID-KEY-INFORMATION";
            case 18 -> "INVALID-ID-INFORMATION";
            case 20 -> "INVALID-CERTIFICATE";
            case 23 -> "INVALID-HASH-INFORMATION";
            case 24 -> "AUTHENTICATION-FAILED";
            case 25 -> "INVALID-SIGNATURE";
            case 28 -> "CERTIFICATE-UNAVAILABLE";
            case 24_576 -> "RESPONDER-LIFETIME";
            case 24_578 -> "INITIAL-CONTACT";
            case 36_136 -> "R-U-THERE";
            case 36_137 -> "R-U-THERE-ACK";
            default -> "type " + type;
        };
    }

    /** An IKEv1 phase 1 transform in the words of ipsec.conf: {@code aes256-sha1-modp2048}. RFC 2409 appendix A. */
    public static String transform(IkeMessage.Transform transform) {
        String cipher = transform
                .attribute(1)
                .map(id -> switch (id.intValue()) {
                    case 1 -> "des";
                    case 5 -> "3des";
                    case 7 ->
                        "aes" + transform.attribute(14).map(String::valueOf).orElse("128");
                    default -> "cipher" + id;
                })
                .orElse("?");
        String hash = transform
                .attribute(2)
                .map(id -> switch (id.intValue()) {
                    case 1 -> "md5";
                    case 2 -> "sha1";
                    case 4 -> "sha256";
                    case 5 -> "sha384";
                    case 6 -> "sha512";
                    default -> "hash" + id;
                })
                .orElse("?");
        String group = transform
                .attribute(4)
                .map(id -> switch (id.intValue()) {
                    case 1 -> "modp768";
                    case 2 -> "modp1024";
                    case 5 -> "modp1536";
                    case 14 -> "modp2048";
                    case 15 -> "modp3072";
                    case 16 -> "modp4096";
                    case 19 -> "ecp256";
                    case 20 -> "ecp384";
                    case 21 -> "ecp521";
                    default -> "group" + id;
                })
                .orElse("?");
        return cipher + "-" + hash + "-" + group;
    }

    /** One short phrase for a person. */
    public static String describe(IkeMessage message, boolean natT) {
        if (message.header().isEmpty()) {
            return "IKE, cut short";
        }
        IkeMessage.Header header = message.header().get();
        String exchange =
                switch (header.exchange()) {
                    case 2 -> "main mode";
                    case 4 -> "aggressive mode";
                    case 5 -> "informational";
                    case 6 -> "transaction";
                    case 32 -> "quick mode";
                    case 34 -> "IKE_SA_INIT";
                    case 35 -> "IKE_AUTH";
                    case 36 -> "CREATE_CHILD_SA";
                    case 37 -> "INFORMATIONAL";
                    default -> "exchange " + header.exchange();
                };
        String sealed = header.major() == 1 && header.isEncrypted() ? ", encrypted" : "";
        return "IKEv" + header.major() + " " + exchange + sealed + (natT ? ", behind the non-ESP marker" : "") + ", "
                + header.length() + " octets";
    }
}
