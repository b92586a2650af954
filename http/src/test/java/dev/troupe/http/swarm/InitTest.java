package dev.troupe.http.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.troupe.core.node.Availability;
import dev.troupe.http.wire.Json;
import dev.troupe.http.wire.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docker swarm init}: what is done, and what is refused rather than left undone. */
class InitTest {

    @Test // What the CLI sends without any option.
    void aPlainOneIsFine() {
        var init = Init.read(Json.object("""
                {"ListenAddr":"0.0.0.0:2377","AdvertiseAddr":"","DataPathAddr":"","DataPathPort":0,"ForceNewCluster":false,
                 "Spec":{"Labels":null},"AutoLockManagers":false,"Availability":"","DefaultAddrPool":null,"SubnetSize":24}"""));
        assertThat(init.availability()).isEqualTo(Availability.ACTIVE);
        assertThat(init.spec().has("Labels")).isTrue();
    }

    @Test
    void fieldsAreKnownWhateverTheirCase() {
        assertThat(Init.read(Json.object("{\"availability\":\"drain\"}")).availability())
                .isEqualTo(Availability.DRAIN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "Availability":"asleep"           | 400 invalid Availability: "asleep"
            "ListenAddr":5                    | 400 invalid JSON: json: cannot unmarshal number into Go struct field InitRequest.ListenAddr of type string
            "AutoLockManagers":true           | 501 not supported by Troupe yet: AutoLockManagers
            "DefaultAddrPool":["10.0.0.0/8"]  | 501 not supported by Troupe yet: DefaultAddrPool
            "DataPathAddr":"10.0.0.1"         | 501 not supported by Troupe yet: DataPathAddr
            "DataPathPort":99                 | 501 not supported by Troupe yet: DataPathPort
            """)
    void whatCannotBeIsSaid(String part, String text) {
        var problem = catchThrowableOfType(Problem.class, () -> Init.read(Json.object("{" + part + "}")));
        assertThat(problem.status() + " " + problem.text()).isEqualTo(text);
    }
}
