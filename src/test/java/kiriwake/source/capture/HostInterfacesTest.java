package kiriwake.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kiriwake.net.Ip;
import org.junit.jupiter.api.Test;

class HostInterfacesTest {
    private static final List<String> ROUTES = List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "eth0\t00000000\t0117A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
            "eth0\t0017A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0",
            "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0",
            "bad0\t00000000\t00000000\t0200\t0\t0\t0\t00000000\t0\t0\t0",
            "garbage");

    @Test
    void aDefaultRouteHasNoDestinationAndNoMask() {
        assertThat(HostInterfaces.defaultRoutes(ROUTES)).containsExactly("eth0");
    }

    @Test
    void theDefaultRouteOfIpv6MayRejectAndIsNoneThen() {
        String zero = "0".repeat(32);
        assertThat(HostInterfaces.defaultRoutes6(List.of(
                        zero + " 00 " + zero + " 00 fe800000000000000000000000000001 00000400 1 0 00000003     ens3",
                        zero + " 00 " + zero + " 00 " + zero + " ffffffff 1 0 00200200       lo",
                        "20010db8000000000000000000000000 40 " + zero + " 00 " + zero + " 00000100 1 0 00000001 eth1")))
                .containsExactly("ens3");
    }

    @Test
    void aPublicAddressOrTheDefaultRouteLeadsOutside() {
        assertThat(of("eth0", false, "198.51.100.20").leadsOutside()).isTrue();
        assertThat(of("eth1", false, "192.168.1.2").leadsOutside()).isFalse();
        assertThat(of("eth2", false, "2001:db8::1").leadsOutside()).isTrue();
        assertThat(of("eth3", false, "fe80::1").leadsOutside()).isFalse();
        assertThat(new HostInterface("eth4", 5, true, false, false, true, 1500, List.of()).leadsOutside())
                .isTrue();
    }

    @Test
    void aPppLinkOfAClientIsNotTheWayOutside() {
        assertThat(of("ppp3", true, "198.51.100.20").leadsOutside()).isFalse();
    }

    private static HostInterface of(String name, boolean pointToPoint, String address) {
        return new HostInterface(
                name,
                2,
                true,
                false,
                pointToPoint,
                false,
                1500,
                List.of(Ip.read(address).orElseThrow()));
    }
}
