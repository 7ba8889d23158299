package kiriwake.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import kiriwake.trouble.Trouble;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
    private static final List<String> NONE = List.of("Name:\tjava", "CapEff:\t0000000000000000");
    private static final List<String> RAW = List.of("CapEff:\t0000000000002000");
    private static final List<String> BOTH = List.of("CapEff:\t0000000000003000");
    private static final List<String> ALL = List.of("CapEff:\t000001ffffffffff");

    @Test
    void aUserIsToldWhichRightIsMissingAndHowToGetIt() {
        Trouble trouble = Privileges.missing(NONE, "alice", false).orElseThrow();
        assertThat(trouble.kind()).isEqualTo(Trouble.Kind.OURS);
        assertThat(trouble.why()).isEqualTo("user alice lacks CAP_NET_RAW");
        assertThat(trouble.toDo()).contains("sudo").contains("systemctl start kiriwake");
    }

    @Test
    void nflogNeedsAnotherRight() {
        assertThat(Privileges.missing(RAW, "kiriwake", false)).isEmpty();
        assertThat(Privileges.missing(RAW, "kiriwake", true).map(Trouble::why))
                .contains("user kiriwake lacks CAP_NET_ADMIN");
        assertThat(Privileges.missing(NONE, "kiriwake", true).map(Trouble::toDo))
                .hasValueSatisfying(todo -> assertThat(todo).contains("AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN"));
        assertThat(Privileges.missing(BOTH, "kiriwake", true)).isEmpty();
        assertThat(Privileges.missing(ALL, "root", true)).isEmpty();
    }

    @Test
    void rootWithoutTheRightIsInAContainer() {
        assertThat(Privileges.missing(NONE, "root", false).map(Trouble::why))
                .hasValueSatisfying(why -> assertThat(why).contains("container"));
    }

    @Test
    void aKernelThatDoesNotSayIsNotDoubted() {
        assertThat(Privileges.missing(List.of("Name:\tjava"), "alice", true)).isEqualTo(Optional.empty());
    }
}
