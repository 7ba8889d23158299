package kiriwake.wire.esp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import kiriwake.bytes.Bytes;
import kiriwake.wire.esp.SecurityAssociations.Opened;
import org.jspecify.annotations.Nullable;

/** The algorithms and keys of one security association, as {@code ip xfrm state} prints them line by line. */
final class Association {
    private static final int ESP_HEADER = 8;
    private static final int GCM_IV = 8;
    private static final int GCM_SALT = 4;

    private String encryption = "";
    private byte[] encryptionKey = {};
    private String integrity = "";
    private byte[] integrityKey = {};
    private int icvOctets;
    // made at the first packet: looking an algorithm up costs more than using it
    private @Nullable Cipher cipher;
    private @Nullable Mac mac;

    /** One line: {@code enc cbc(aes) 0x…}, {@code auth-trunc hmac(sha1) 0x… 96}, {@code aead rfc4106(gcm(aes)) 0x… 128}. */
    void algorithm(List<String> words) {
        String given = words.size() > 2 ? words.get(2) : "";
        String key = given.startsWith("0x") ? given.substring(2) : "";
        boolean isHex = key.length() % 2 == 0 && key.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        if (!isHex) {
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
                icvOctets = bits(words).orElse(128) / 8;
            }
            case "auth", "auth-trunc" -> {
                integrity = words.get(1);
                integrityKey = HexFormat.of().parseHex(key);
                icvOctets = bits(words).orElse(truncation()) / 8;
            }
            default -> {
                // replay windows, selectors, marks
            }
        }
    }

    private static Optional<Integer> bits(List<String> words) {
        String last = words.getLast();
        boolean isNumber =
                words.size() > 3 && last.length() <= 4 && last.chars().allMatch(Character::isDigit);
        return isNumber ? Optional.of(Integer.parseInt(last)) : Optional.empty();
    }

    /** What the kernel takes when only {@code auth} was configured (xfrm_algo.c of Linux 3.10). */
    private int truncation() {
        return switch (integrity) {
            case "hmac(sha384)" -> 192;
            case "hmac(sha512)" -> 256;
            default -> 96;
        };
    }

    boolean isUsable() {
        if (!macName().isEmpty() && integrityKey.length == 0) {
            return false;
        }
        return switch (encryption) {
            case "cbc(aes)", "cbc(des3_ede)" -> encryptionKey.length > 0;
            case "rfc4106(gcm(aes))" -> encryptionKey.length >= 16 + GCM_SALT;
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

    private int ivOctets() {
        return switch (encryption) {
            case "cbc(aes)" -> 16;
            case "cbc(des3_ede)" -> 8;
            default -> 0;
        };
    }

    /** Opens the ESP packet from {@code from} to {@code to} (RFC 4303 §3.4). */
    Opened open(byte[] octets, int from, int to) {
        try {
            return encryption.equals("rfc4106(gcm(aes))") ? openGcm(octets, from, to) : openCbc(octets, from, to);
        } catch (GeneralSecurityException notOurs) {
            return Opened.refused();
        }
    }

    private Opened openCbc(byte[] octets, int from, int to) throws GeneralSecurityException {
        int sealedEnd = to - (integrity.isEmpty() ? 0 : icvOctets);
        int sealedFrom = from + ESP_HEADER + ivOctets();
        if (sealedEnd < sealedFrom) {
            return Opened.refused();
        }
        Optional<Boolean> authentic = Optional.empty();
        if (!macName().isEmpty()) {
            Mac check = mac();
            check.update(octets, from, sealedEnd - from);
            byte[] full = check.doFinal();
            boolean isGood = icvOctets <= full.length
                    && Arrays.equals(full, 0, icvOctets, octets, sealedEnd, sealedEnd + icvOctets);
            if (!isGood) {
                return Opened.refused();
            }
            authentic = Optional.of(true);
        }
        return trailer(authentic, decrypt(octets, from + ESP_HEADER, sealedFrom, sealedEnd));
    }

    private Mac mac() throws GeneralSecurityException {
        Mac known = mac;
        if (known == null) {
            known = Mac.getInstance(macName());
            known.init(new SecretKeySpec(integrityKey, macName()));
            mac = known;
        }
        return known;
    }

    private Cipher cipher(String name) throws GeneralSecurityException {
        Cipher known = cipher;
        if (known == null) {
            known = Cipher.getInstance(name);
            cipher = known;
        }
        return known;
    }

    private byte[] decrypt(byte[] octets, int iv, int from, int to) throws GeneralSecurityException {
        if (encryption.equals("ecb(cipher_null)")) {
            return Arrays.copyOfRange(octets, from, to);
        }
        boolean aes = encryption.equals("cbc(aes)");
        Cipher opener = cipher(aes ? "AES/CBC/NoPadding" : "DESede/CBC/NoPadding");
        opener.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(encryptionKey, aes ? "AES" : "DESede"),
                new IvParameterSpec(octets, iv, from - iv));
        return opener.doFinal(octets, from, to - from);
    }

    /** RFC 4106: the last four octets of the key are the salt; SPI and sequence number are authenticated too. */
    private Opened openGcm(byte[] octets, int from, int to) throws GeneralSecurityException {
        int sealedFrom = from + ESP_HEADER + GCM_IV;
        if (to - sealedFrom < icvOctets) {
            return Opened.refused();
        }
        int keyOctets = encryptionKey.length - GCM_SALT;
        byte[] nonce = new byte[GCM_SALT + GCM_IV];
        System.arraycopy(encryptionKey, keyOctets, nonce, 0, GCM_SALT);
        System.arraycopy(octets, from + ESP_HEADER, nonce, GCM_SALT, GCM_IV);
        Cipher opener = cipher("AES/GCM/NoPadding");
        opener.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(encryptionKey, 0, keyOctets, "AES"),
                new GCMParameterSpec(icvOctets * 8, nonce));
        opener.updateAAD(octets, from, ESP_HEADER);
        return trailer(Optional.of(true), opener.doFinal(octets, sealedFrom, to - sealedFrom));
    }

    /** RFC 4303 §2.4-2.6: padding, its length, the next header. */
    private static Opened trailer(Optional<Boolean> authentic, byte[] plain) {
        if (plain.length < 2) {
            return new Opened(false, authentic, Optional.empty(), 0);
        }
        int end = plain.length - 2 - (plain[plain.length - 2] & 255);
        int next = plain[plain.length - 1] & 255;
        return new Opened(true, authentic, end < 0 ? Optional.empty() : Optional.of(Bytes.copyOf(plain, 0, end)), next);
    }
}
