package kiriwake.source.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import kiriwake.net.Ip;
import kiriwake.source.host.Discovery.Journal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host made of a folder and of scripts in the place of its commands. */
class SnapshotsTest {
    @TempDir
    private Path root = Path.of("");

    @BeforeEach
    void aHost() throws IOException {
        put("/etc/ipsec.conf", "config setup\n  logfile=/var/log/pluto.log\ninclude /etc/ipsec.d/*.conf\n");
        put("/etc/ipsec.d/office.conf", "conn office\n  authby=secret\n  type=transport\n");
        put("/etc/ipsec.d/office.secrets", ": PSK \"S3CRET\"\n");
        put(
                "/etc/xl2tpd/xl2tpd.conf",
                "[lns default]\npppoptfile = /etc/ppp/options.xl2tpd ; ours\nauth file = /etc/l2tp-auth-secrets\n");
        put("/etc/ppp/options.xl2tpd", "require-mschap-v2\npassword S3CRET\nfile /etc/ppp/more\n");
        put("/etc/ppp/more", "mtu 1280\n");
        put("/etc/ppp/chap-secrets", "alice * S3CRET *\n");
        put("/proc/sys/net/ipv4/ip_forward", "1\n");
        put("/proc/sys/net/ipv4/conf/all/rp_filter", "0\n");
        put("/proc/sys/net/ipv4/conf/eth0/rp_filter", "2\n");
        put("/proc/sys/kernel/osrelease", "3.10.0-1160.el7.x86_64\n");
        put("/proc/modules", "l2tp_ppp 12557 0 - Live 0x0\nl2tp_core 13966 1 l2tp_ppp, Live 0x0\n");
        put("/lib/modules/3.10.0-1160.el7.x86_64/modules.dep", "kernel/drivers/net/ppp/ppp_generic.ko: \n");
        put("/lib/modules/3.10.0-1160.el7.x86_64/modules.builtin", "kernel/crypto/cbc.ko\n");
        put("/var/log/messages", "");
        put(
                "/etc/rsyslog.conf",
                "*.info;mail.none /var/log/messages\nmail.* -/var/log/maillog\nlocal0.* /var/log/vpn\n");
        command(
                "ip",
                "case \"$*\" in *'xfrm state'*) printf 'src 192.0.2.1 dst 192.0.2.2\\n\\tenc cbc(aes) 0x%064d\\n' 7;; "
                        + "*) echo \"ip $*\";; esac");
        command("iptables-save", "printf '*filter\\n:INPUT ACCEPT [0:0]\\n[1:2] -A INPUT -j ACCEPT\\nCOMMIT\\n'");
        command("ss", "echo 'State Recv-Q'");
        command(
                "ps",
                "printf '  PID  PPID STAT ELAPSED COMMAND\\n    7     1 Ss 9 /usr/sbin/xl2tpd -D\\n    8     1 S 9 mysql -pS3CRET\\n'");
        command("conntrack", "echo 'conntrack v1: Operation failed: Operation not permitted' >&2; exit 1");
        command(
                "ipsec",
                "case $1 in --version) echo 'Linux Libreswan 3.25 (netkey)';; *) echo 'whack: Pluto is not running' >&2; exit 3;; esac");
        command("xl2tpd", "echo 'xl2tpd version:  xl2tpd-1.3.15'");
    }

    @Test
    void aChangedConfigurationOrADaemonStartedAnewIsSeenWithoutACommand() throws IOException {
        put("/proc/812/comm", "pluto\n");
        Snapshots snapshots = snapshots();
        int before = snapshots.configuration();
        assertThat(snapshots.configuration()).isEqualTo(before);

        put("/etc/ppp/options.xl2tpd", "require-mschap-v2\nmtu 1400\n");
        int edited = snapshots.configuration();
        assertThat(edited).isNotEqualTo(before);

        put("/proc/812/comm", "bash\n");
        put("/proc/977/comm", "pluto\n");
        assertThat(snapshots.configuration()).isNotEqualTo(edited);
    }

    @Test
    void everythingIsNamedAsTheRecordedCasesNameIt() {
        Snapshot snapshot = snapshots().full(List.of(Ip.v4(0x0A000001)));

        assertThat(snapshot.files())
                .containsKeys(
                        "date.txt",
                        "files.txt",
                        "getenforce.txt",
                        "ip-addr.txt",
                        "ip-route-get.txt",
                        "ip-route.txt",
                        "ip-rule.txt",
                        "ip-s-xfrm-state.txt",
                        "ip-xfrm-policy.txt",
                        "ip-xfrm-state.txt",
                        "ipsec-status.txt",
                        "ipsec.conf",
                        "ipsec.d-office.conf",
                        "iptables-save-c.txt",
                        "kernel-modules.txt",
                        "lsmod.txt",
                        "options.more",
                        "options.xl2tpd",
                        "ps.txt",
                        "ss-lunp.txt",
                        "sysctl.txt",
                        "versions.txt",
                        "xl2tpd.conf");
    }

    @Test
    void noSecretIsInASnapshot() {
        Snapshot snapshot = snapshots().full(List.of());

        assertThat(snapshot.files().values()).noneMatch(text -> text.contains("S3CRET") || text.contains("000000007"));
        assertThat(snapshot.files().get("options.xl2tpd")).contains("password ***");
        assertThat(snapshot.files().get("files.txt")).contains("/etc/ppp/chap-secrets", "/etc/ipsec.d/office.secrets");
    }

    @Test
    void whatIsMissingIsAFactWithItsReason() {
        Snapshot snapshot = snapshots().full(List.of());

        assertThat(snapshot.gaps())
                .anyMatch(gap -> gap.what().equals("conntrack.txt") && gap.kind() == Gap.Kind.FAILED
                        || gap.what().equals("conntrack.txt") && gap.why().contains("not permitted"))
                .anyMatch(gap -> gap.what().equals("ip6tables-save-c.txt") && gap.kind() == Gap.Kind.NOT_INSTALLED);
        assertThat(snapshot.files()).doesNotContainKey("conntrack.txt");
    }

    @Test
    void theKernelsFilesHaveTheFormOfTheCommands() {
        Snapshot snapshot = snapshots().full(List.of());

        assertThat(snapshot.files().get("sysctl.txt"))
                .contains("net.ipv4.ip_forward = 1\n", "net.ipv4.conf.eth0.rp_filter = 2\n");
        assertThat(snapshot.files().get("lsmod.txt")).isEqualTo("""
                        Module                  Size  Used by
                        l2tp_ppp               12557  0
                        l2tp_core              13966  1 l2tp_ppp
                        """);
        assertThat(snapshot.files().get("kernel-modules.txt"))
                .contains("modules present\n", "ppp_generic loadable\n", "cbc builtin\n", "l2tp_ppp absent\n");
        assertThat(snapshot.files().get("ps.txt")).contains("xl2tpd -D").doesNotContain("mysql");
        assertThat(snapshot.files().get("versions.txt")).contains("libreswan 3.25", "xl2tpd 1.3.15");
    }

    @Test
    void rulesOfWhichOnlyOneKindCouldBeReadAreNotKept() throws IOException {
        command("iptables-save", "true");
        command("iptables-legacy-save", "echo 'Permission denied' >&2; exit 1");

        Snapshot snapshot = snapshots().quick(List.of());

        assertThat(snapshot.files()).doesNotContainKey("iptables-save-c.txt");
        assertThat(snapshot.forbidden()).extracting(Gap::what).contains("iptables-save-c.txt");
    }

    @Test
    void rulesOfTheOldKindAreKeptWhereThereAreNoOthers() throws IOException {
        command("iptables-save", "true");
        command("iptables-legacy-save", "printf '*filter\\n:INPUT DROP [0:0]\\n[1:2] -A INPUT -j ACCEPT\\nCOMMIT\\n'");

        assertThat(snapshots().quick(List.of()).files().get("iptables-save-c.txt"))
                .contains(":INPUT DROP");
    }

    @Test
    void aQuickOneLeavesTheConfigurationOut() {
        assertThat(snapshots().quick(List.of()).files())
                .containsKeys("iptables-save-c.txt", "ip-s-xfrm-state.txt", "ss-lunp.txt", "ps.txt")
                .doesNotContainKeys("ipsec.conf", "versions.txt");
    }

    @Test
    void theFlowsOfTheVpnAreKeptInATableFullOfOthers() {
        var table = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            table.append("tcp 6 10 src=10.0.0.1 dst=10.0.0.2 sport=")
                    .append(i + 10000)
                    .append(" dport=80 x\n");
        }
        table.append("udp 17 29 src=203.0.113.9 dst=198.51.100.1 sport=4500 dport=4500 x\n");
        table.append("tcp 6 9 src=203.0.113.45 dst=198.51.100.1 sport=1 dport=80 x\n");

        String kept = Snapshots.flowsKept(
                table.toString(), List.of(Ip.read("203.0.113.45").orElseThrow()));

        assertThat(kept.lines())
                .hasSize(202)
                .anyMatch(line -> line.startsWith("udp"))
                .anyMatch(line -> line.contains("45 "));
    }

    @Test
    void theDaemonsTheirLogsAndWhatIsLostAreFoundOut() {
        Discovery found = Discovery.of(commands(), HostFiles.under(root));

        assertThat(found.daemons())
                .containsExactly(
                        new Discovery.Daemon(Discovery.Role.IKE, "libreswan", "3.25", false),
                        new Discovery.Daemon(Discovery.Role.L2TP, "xl2tpd", "1.3.15", false));
        assertThat(found.logFiles()).containsExactly("/var/log/messages", "/var/log/vpn", "/var/log/pluto.log");
        assertThat(found.journal()).isEqualTo(Journal.NONE);
        assertThat(found.losses()).extracting(Loss::id).containsExactly("xl2tpd-debug-off");
        assertThat(found.losses())
                .allMatch(loss -> loss.text(java.util.Locale.JAPANESE).contains("xl2tpd.conf"));
    }

    @Test
    void filesThatCharonWritesAreFoundInBothForms() throws IOException {
        put(
                "/etc/strongswan.conf",
                "charon {\n filelog {\n  /var/log/charon.log {\n   default = 2\n  }\n  b {\n   path = /var/log/b.log\n  }\n }\n}\n");

        assertThat(Discovery.of(commands(), HostFiles.under(root)).logFiles())
                .contains("/var/log/charon.log", "/var/log/b.log");
    }

    @Test
    void aLogFileIsNeverOneWithSecrets() throws IOException {
        put("/etc/ppp/options.xl2tpd", "logfile /etc/ppp/chap-secrets\nlogfile /var/log/ppp.log\n");

        assertThat(Discovery.of(commands(), HostFiles.under(root)).logFiles())
                .contains("/var/log/ppp.log")
                .doesNotContain("/etc/ppp/chap-secrets");
    }

    @Test
    void theUplinkIsTheInterfaceOfTheBestDefaultRoute() {
        String routes = """
                Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
                wlan0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
                eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
                eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
                """;

        assertThat(OwnAddresses.uplink(routes)).contains("eth0");
        assertThat(OwnAddresses.uplink("Iface\n")).isEmpty();
    }

    private Snapshots snapshots() {
        return new Snapshots(commands(), HostFiles.under(root));
    }

    private Commands commands() {
        return Commands.in(List.of(root.resolve("bin")));
    }

    private void put(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void command(String name, String text) throws IOException {
        put("/bin/" + name, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(root.resolve("bin").resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
