package dev.troupe.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.post.Reply;
import dev.troupe.actors.post.Stored;
import dev.troupe.actors.scheduler.SchedulerActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;
import dev.troupe.core.session.ToAgent;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What managers of one release, and of the next, say to each other. After a wanted change: {@code -Dgolden.write=true} writes
 * the files anew.
 */
class MessageSerializerTest {

    private static final Path GOLDEN = Path.of("src/test/resources/messages");

    private static final ActorTestKit KIT = ActorTestKit.create(
            "wire",
            ConfigFactory.parseResources("messages.conf")
                    .withFallback(ConfigFactory.parseString("pekko.actor.allow-java-serialization = off"))
                    .withFallback(ConfigFactory.defaultReference())
                    .resolve());
    private static final Serialization SERIALIZATION =
            SerializationExtension.get(KIT.system().classicSystem());
    private static final Samples SAMPLES = new Samples(KIT.spawn(Behaviors.ignore(), "asker"));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** All that may go from one manager to another. */
    static List<Class<?>> protocols() {
        return List.of(
                ServiceActor.Message.class,
                TaskActor.Message.class,
                NodeActor.Message.class,
                NameBookActor.Message.class,
                SwarmActor.Message.class,
                SchedulerActor.Message.class,
                Reply.class,
                ToAgent.class,
                Stored.class);
    }

    static Stream<Class<?>> messages() {
        return protocols().stream()
                .flatMap(protocol ->
                        protocol.isSealed() ? Stream.of(protocol.getPermittedSubclasses()) : Stream.of(protocol));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageArrivesAsItWasSaid(Class<?> type) throws NotSerializableException {
        for (var message : SAMPLES.of(type, "it")) {
            var ours = serializer(message.getClass());
            assertThat(ours.fromBinary(ours.toBinary(message), ours.manifest(message)))
                    .isEqualTo(message);
        }
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void isSaidAsItsGoldenFileSays(Class<?> protocol) throws IOException {
        var lines = Stream.of(protocol)
                .flatMap(type -> SAMPLES.of(type, "it").stream())
                .map(MessageSerializerTest::line)
                .collect(Collectors.joining());
        var family = lines.substring(0, lines.indexOf(protocol.isSealed() ? '.' : '/'));
        var golden = GOLDEN.resolve(family + ".txt");
        if (Boolean.getBoolean("golden.write")) Files.writeString(golden, lines);
        assertThat(golden).hasContent(lines);
    }

    private static MessageSerializer serializer(Class<?> type) {
        try {
            return (MessageSerializer) SERIALIZATION.serializerFor(type);
        } catch (NotSerializableException | ClassCastException unbound) {
            throw new AssertionError("messages.conf binds nothing of ours to " + type, unbound);
        }
    }

    private static String line(Object message) {
        var ours = serializer(message.getClass());
        var json = new String(ours.toBinary(message), StandardCharsets.UTF_8);
        return ours.manifest(message) + " " + json.replaceAll("asker#-?\\d+", "asker#1") + "\n";
    }

    @Test
    void aMessageOfANewerReleaseIsNamedAndLost() {
        var ours = serializer(ServiceActor.Message.Look.class);
        assertThatThrownBy(() -> ours.fromBinary("{}".getBytes(StandardCharsets.UTF_8), "service.dance/1"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("service.dance/1");
        assertThatThrownBy(() -> ours.fromBinary(
                        "{\"command\":{\"kind\":\"dance\"}}".getBytes(StandardCharsets.UTF_8), "service.tell/1"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("service.tell/1")
                .hasMessageContaining("dance");
    }

    @Test
    void whatANewerReleaseAddedIsPassedOver() throws NotSerializableException {
        var ours = serializer(ServiceActor.Message.Look.class);
        assertThat(ours.fromBinary("{\"mood\":7}".getBytes(StandardCharsets.UTF_8), "service.look/1"))
                .isEqualTo(new ServiceActor.Message.Look());
    }
}
