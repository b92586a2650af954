package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.core.name.NameBook;
import dev.troupe.core.node.Node;
import dev.troupe.core.service.Service;
import dev.troupe.core.swarm.Swarm;
import dev.troupe.core.task.Task;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateSerializerTest {

    private final StateSerializer serializer = new StateSerializer();

    static Stream<Class<?>> states() {
        return Stream.concat(
                Stream.of(Service.class, Task.class, Node.class, Swarm.class)
                        .flatMap(k -> Stream.of(k.getPermittedSubclasses())),
                Stream.of(NameBook.class));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStateIsReadBackAsItWas(Class<?> type) {
        for (var state : new Object[] {Filled.full().make(type), Filled.bare().make(type)}) {
            var read = serializer.fromBinary(serializer.toBinary(state), serializer.manifest(state));
            assertThat(read).isEqualTo(state);
        }
    }

    @Test
    void bytesThatAreNotAStateAreRefused() {
        assertThatThrownBy(() -> serializer.fromBinary("{}".getBytes(StandardCharsets.UTF_8), "service-state/4"))
                .isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "service-state/99"))
                .isInstanceOf(Unreadable.class);
    }
}
