package kiriwake.source.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\tauth-trunc hmac(sha1) 0xS3CRET5ecre7 96",
                "\tenc cbc(aes) 0xS3CRET5ecre7",
                "\taead rfc4106(gcm(aes)) 0xS3CRET5ecre7 128",
                "198.51.100.20 %any : PSK \"S3CRET\"",
                ": PSK 'S3CRET'",
                ": PSK 0xS3CRET",
                "alice : EAP \"S3CRET",
                "alice : XAUTH \"S3CRET\"",
                "password S3CRET",
                "name vpn password \"S3CRET with blanks\" mtu 1400",
                "    secret = S3CRET",
                "    secret-1 = \"S3CRET\"",
                "eap-radius.secret = S3CRET",
                "pppd plugin x password S3CRET",
                "sharedsecret = S3CRET",
                "passphrase=S3CRET",
                "nt_hash = S3CRET",
                "url = https://user:S3CRET@example.com/"
            })
    void nothingIsLeftOfASecret(String line) {
        String hexed = line.replace("S3CRET5ecre7", "0123456789abcdef0123456789abcdef01234567");

        String masked = Masks.all(hexed);

        assertThat(masked)
                .doesNotContain("S3CRET")
                .doesNotContain("0123456789abcdef")
                .contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  authby=secret",
                "  authby = secret # of the office",
                "conn L2TP-PSK",
                "    L2TP-PSK:   local:  [198.51.100.20] uses pre-shared key authentication",
                "000 \"l2tp-psk\":   policy: PSK+ENCRYPT+DONT_REKEY+IKEV1_ALLOW",
                "auth file = /etc/ppp/chap-secrets",
                "\tproto esp spi 0xc33e510d(3275641101) reqid 1(0x00000001) mode transport",
                "\tanti-replay context: seq 0x0, oseq 0x17, bitmap 0x00000000",
                "\tsel src 198.51.100.20/32 dst 203.0.113.45/32 proto udp sport 1701",
                "require-mschap-v2",
                "secrets {"
            })
    void whatIsNoneStaysAsItIs(String line) {
        assertThat(Masks.all(line)).isEqualTo(line);
    }
}
