package kiriwake.source.host;

import java.util.regex.Pattern;

/**
 * Takes keys and passwords out of texts before anything else sees them. Masks what merely looks like one as well: a
 * word too many is no loss, a word too few is.
 */
final class Masks {
    private static final String GONE = "***";

    /** {@code auth-trunc hmac(sha1) 0x… 96}, {@code enc cbc(aes) 0x…} of ip xfrm. */
    private static final Pattern KEY = Pattern.compile(
            "\\b(auth-trunc|auth|enc|aead|comp)[ \\t]+(\\S{1,64}|\"[^\"\\n]{1,64}\")[ \\t]+0x\\p{XDigit}+");

    /** Any other run of hex that long is no address and no counter. */
    private static final Pattern LONG_HEX = Pattern.compile("\\b0[xs]\\p{XDigit}{24,}\\b");

    /** A line of ipsec.secrets that strayed elsewhere. */
    private static final Pattern PSK = Pattern.compile(
            "\\b(PSK|XAUTH|EAP|NTLM|RSA|ECDSA|PIN|PKCS8|P12)([ \\t]+)(\"[^\"\\n]*\"?|'[^'\\n]*'?|0[xs]\\S+)");

    /** {@code secret = x}, {@code password "x"}, {@code radius_secret=x}; a word that ends the line says nothing. */
    private static final Pattern SETTING = Pattern.compile(
            "(?im)^([ \\t]*[\\w.-]{0,64}(?:secret|passw(?:or)?d|passphrase|psk|nt_?hash)[\\w.-]{0,64}[ \\t]*=[ \\t]*)(?!\\{)(\\S[^\\n]*)$");

    /** Words of pppd's options may follow each other on a line. */
    private static final Pattern WORD = Pattern.compile(
            "(?i)(^|[\\s;,(-])((?:pass(?:word|wd)|passphrase|secret)(?:[ \\t]*=[ \\t]*|[ \\t]+))(?!#)(\"[^\"\\n]*\"?|'[^'\\n]*'?|\\S+)");

    private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/\\s:@]{1,64}:)[^@\\s/]{1,128}@");

    private Masks() {}

    /** For every text that is kept. */
    static String all(String text) {
        String safe = text;
        if (safe.contains("0x") || safe.contains("0s")) {
            safe = KEY.matcher(safe).replaceAll("$1 $2 0x" + GONE);
            safe = LONG_HEX.matcher(safe).replaceAll("0x" + GONE);
        }
        safe = PSK.matcher(safe).replaceAll("$1$2" + GONE);
        safe = SETTING.matcher(safe).replaceAll("$1" + GONE);
        safe = WORD.matcher(safe).replaceAll("$1$2" + GONE);
        if (safe.contains("://")) {
            safe = IN_ADDRESS.matcher(safe).replaceAll("$1" + GONE + "@");
        }
        return safe;
    }
}
