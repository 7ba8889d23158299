package kiriwake.wire.esp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import kiriwake.net.Ip;

/** The security associations that {@code ip xfrm state} printed, ready to open packets. */
public final class SecurityAssociations {
    private static final int ESP_HEADER = 8;

    private final Map<Key, Association> associations = new HashMap<>();

    private record Key(Ip destination, long spi) {}

    /** Nobody's keys. */
    public static SecurityAssociations none() {
        return new SecurityAssociations();
    }

    private SecurityAssociations() {}

    /** Associations in a form that is not known, or without keys, are left out. */
    public static SecurityAssociations read(String text) {
        var all = new SecurityAssociations();
        Association current = new Association();
        for (String line : text.lines().toList()) {
            List<String> words = Arrays.asList(line.strip().split("\\s+"));
            if (line.startsWith("src ") && words.size() >= 4) {
                current = new Association();
                current.destination = Ip.read(words.get(3));
            } else if (words.getFirst().equals("proto") && words.contains("spi")) {
                current.spi = hexWord(words, "spi");
            } else if (words.size() >= 3) {
                current.algorithm(words);
            }
            if (current.destination.isPresent() && current.spi.isPresent() && current.isUsable()) {
                all.associations.put(new Key(current.destination.get(), current.spi.get()), current);
            }
        }
        return all;
    }

    private static Optional<Long> hexWord(List<String> words, String after) {
        int at = words.indexOf(after) + 1;
        if (at <= 0 || at >= words.size() || !words.get(at).startsWith("0x")) {
            return Optional.empty();
        }
        String digits = words.get(at).substring(2).replaceAll("[^0-9a-fA-F].*$", "");
        return digits.isEmpty() || digits.length() > 8 ? Optional.empty() : Optional.of(Long.parseLong(digits, 16));
    }

    public boolean isEmpty() {
        return associations.isEmpty();
    }

    /** There are keys for packets of this SPI to this address. */
    public boolean has(Ip destination, long spi) {
        return associations.containsKey(new Key(destination, spi));
    }

    /**
     * What came out of a packet.
     *
     * @param authentic empty when the association has no integrity algorithm
     * @param plain without trailer; empty when it was not authentic or could not be opened
     * @param nextHeader of the trailer
     */
    public record Opened(Optional<Boolean> authentic, Optional<kiriwake.bytes.Bytes> plain, int nextHeader) {}

    /** Opens the ESP packet from {@code from} to {@code to}; only for {@link #has}. */
    public Opened open(Ip destination, long spi, byte[] octets, int from, int to) {
        Association association = associations.getOrDefault(new Key(destination, spi), new Association());
        try {
            return association.open(octets, from, to);
        } catch (GeneralSecurityException notOurs) {
            return new Opened(Optional.of(false), Optional.empty(), 0);
        }
    }

    private static final class Association {
        private Optional<Ip> destination = Optional.empty();
        private Optional<Long> spi = Optional.empty();
        private String encryption = "";
        private byte[] encryptionKey = {};
        private String integrity = "";
        private byte[] integrityKey = {};
        private int icvOctets;

        private void algorithm(List<String> words) {
            String key = words.get(2).startsWith("0x") ? words.get(2).substring(2) : "";
            boolean hex = key.length() % 2 == 0 && key.chars().allMatch(c -> Character.digit(c, 16) >= 0);
            if (!hex) {
                return;
            }
            switch (words.getFirst()) {
                case "enc" -> {
                    encryption = words.get(1);
                    encryptionKey = HexFormat.of().parseHex(key);
                }
                case "aead" -> {
                    encryption = words.get(1);
                    encryptionKey = HexFormat.of().parseHex(key);
                    icvOctets = bits(words) / 8;
                }
                case "auth", "auth-trunc" -> {
                    integrity = words.get(1);
                    integrityKey = HexFormat.of().parseHex(key);
                    icvOctets = bits(words) / 8;
                    if (icvOctets == 0) {
                        icvOctets = 12;
                    }
                }
                default -> {
                    // replay windows, selectors, marks
                }
            }
        }

        private static int bits(List<String> words) {
            String last = words.getLast();
            return last.length() <= 4 && last.chars().allMatch(Character::isDigit) ? Integer.parseInt(last) : 0;
        }

        private boolean isUsable() {
            return switch (encryption) {
                case "cbc(aes)", "cbc(des3_ede)", "rfc4106(gcm(aes))" -> encryptionKey.length > 0;
                case "ecb(cipher_null)" -> true;
                default -> false;
            };
        }

        private String macName() {
            return switch (integrity) {
                case "hmac(md5)" -> "HmacMD5";
                case "hmac(sha1)" -> "HmacSHA1";
                case "hmac(sha256)" -> "HmacSHA256";
                case "hmac(sha384)" -> "HmacSHA384";
                case "hmac(sha512)" -> "HmacSHA512";
                default -> "";
            };
        }

        private Opened open(byte[] octets, int from, int to) throws GeneralSecurityException {
            if (encryption.equals("rfc4106(gcm(aes))")) {
                return openGcm(octets, from, to);
            }
            int ivOctets = encryption.equals("cbc(aes)") ? 16 : encryption.equals("cbc(des3_ede)") ? 8 : 0;
            int sealedEnd = to - (integrity.isEmpty() ? 0 : icvOctets);
            int sealedFrom = from + ESP_HEADER + ivOctets;
            if (sealedEnd < sealedFrom + 2) {
                return new Opened(Optional.of(false), Optional.empty(), 0);
            }
            Optional<Boolean> authentic = Optional.empty();
            if (!macName().isEmpty()) {
                var mac = Mac.getInstance(macName());
                mac.init(new SecretKeySpec(integrityKey, macName()));
                mac.update(octets, from, sealedEnd - from);
                byte[] full = mac.doFinal();
                authentic = Optional.of(icvOctets <= full.length
                        && Arrays.equals(full, 0, icvOctets, octets, sealedEnd, sealedEnd + icvOctets));
                if (!authentic.get()) {
                    return new Opened(authentic, Optional.empty(), 0);
                }
            }
            byte[] plain = decrypt(octets, from + ESP_HEADER, sealedFrom, sealedEnd);
            return trailer(authentic, plain);
        }

        private byte[] decrypt(byte[] octets, int iv, int from, int to) throws GeneralSecurityException {
            if (encryption.equals("ecb(cipher_null)")) {
                return Arrays.copyOfRange(octets, from, to);
            }
            boolean aes = encryption.equals("cbc(aes)");
            var cipher = Cipher.getInstance(aes ? "AES/CBC/NoPadding" : "DESede/CBC/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(encryptionKey, aes ? "AES" : "DESede"),
                    new IvParameterSpec(octets, iv, from - iv));
            return cipher.doFinal(octets, from, to - from);
        }

        /** RFC 4106: the last four octets of the key are the salt; SPI and sequence number are authenticated too. */
        private Opened openGcm(byte[] octets, int from, int to) throws GeneralSecurityException {
            int sealedFrom = from + ESP_HEADER + 8;
            if (to - sealedFrom < icvOctets + 2 || encryptionKey.length < 20) {
                return new Opened(Optional.of(false), Optional.empty(), 0);
            }
            byte[] nonce = new byte[12];
            System.arraycopy(encryptionKey, encryptionKey.length - 4, nonce, 0, 4);
            System.arraycopy(octets, from + ESP_HEADER, nonce, 4, 8);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(encryptionKey, 0, encryptionKey.length - 4, "AES"),
                    new GCMParameterSpec(icvOctets * 8, nonce));
            cipher.updateAAD(octets, from, ESP_HEADER);
            return trailer(Optional.of(true), cipher.doFinal(octets, sealedFrom, to - sealedFrom));
        }

        /** RFC 4303 §2.4-2.6: padding, its length, the next header. */
        private static Opened trailer(Optional<Boolean> authentic, byte[] plain) {
            int padding = plain.length < 2 ? plain.length : plain[plain.length - 2] & 255;
            int end = plain.length - 2 - padding;
            if (end < 0) {
                return new Opened(authentic, Optional.empty(), 0);
            }
            return new Opened(
                    authentic, Optional.of(kiriwake.bytes.Bytes.copyOf(plain, 0, end)), plain[plain.length - 1] & 255);
        }
    }
}
