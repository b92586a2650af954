package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.core.id.TaskId;
import dev.troupe.core.roster.Checkpoint;
import dev.troupe.core.roster.TaskView;
import dev.troupe.core.swarm.Swarm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class CheckpointCodecTest {

    private final CheckpointCodec codec = new CheckpointCodec();

    @Test
    void aCheckpointIsReadBackAsItWas() {
        for (var filled : List.of(Filled.full(), Filled.bare())) {
            for (var swarm : Swarm.class.getPermittedSubclasses()) {
                var made = filled.make(Checkpoint.class);
                var checkpoint = new Checkpoint(
                        made.offset(),
                        made.sequences(),
                        (Swarm) filled.make(swarm),
                        made.services(),
                        made.names(),
                        made.planned(),
                        made.tasks(),
                        made.leaving(),
                        made.nodes(),
                        made.failures(),
                        made.messages());
                assertThat(codec.decode(codec.encode(checkpoint))).isEqualTo(checkpoint);
            }
        }
    }

    /** So many tasks of one service, of which each has a spec of its own that equals the others. */
    private static Checkpoint tasks(int count) {
        var rows = IntStream.rangeClosed(1, count)
                .mapToObj(n -> {
                    var view = Filled.full().make(TaskView.class);
                    var draft = view.draft();
                    return new Checkpoint.Row(
                            n,
                            view.withDraft(new dev.troupe.core.task.TaskDraft(
                                    new TaskId("t" + n),
                                    draft.service(),
                                    draft.serviceName(),
                                    draft.serviceLabels(),
                                    n,
                                    draft.specVersion(),
                                    draft.spec(),
                                    draft.endpoint(),
                                    draft.desired())),
                            n,
                            Optional.empty());
                })
                .toList();
        return new Checkpoint(
                1,
                Map.of(),
                new Swarm.Inactive(),
                List.of(),
                Map.of(),
                count,
                rows,
                Map.of(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void aSpecThatManyTasksShareStandsOnceAndIsOneObjectAgain() throws IOException {
        var bytes = codec.encode(tasks(100));
        var text =
                new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).containsOnlyOnce("\"essence\":");

        var rows = codec.decode(bytes).tasks();
        var first = rows.getFirst().task().draft();
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.task().draft().spec()).isSameAs(first.spec());
            assertThat(row.task().draft().endpoint()).isSameAs(first.endpoint());
        });
        assertThat(first.spec())
                .isEqualTo(tasks(1).tasks().getFirst().task().draft().spec());
    }

    @Test
    void whatIsDamagedIsUnreadable() {
        var bytes = codec.encode(tasks(3));
        bytes[bytes.length / 2] ^= 0x10;
        assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length / 2)))
                .isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> codec.decode(new byte[0])).isInstanceOf(Unreadable.class);
    }
}
