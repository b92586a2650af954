package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.history.Entry;
import dev.troupe.core.history.Subjects;
import dev.troupe.core.roster.ServiceView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.service.UpdateStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /troupe/v1/services/{ref}/rollout}: until the update is over, past it, or only as it stands. */
class RolloutStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ROLLOUT = "/troupe/v1/services/web/rollout";

    private OpenDoor door;

    @BeforeEach
    void anUpdateIsUnderWay() throws Exception {
        door = OpenDoor.tcp();
        var made = door.post("/services/create", """
            {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"alpine"}},"Mode":{"Replicated":{"Replicas":2}}}""");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        becomes(UpdateStatus.State.UPDATING, "update in progress");
    }

    @AfterEach
    void close() {
        door.close();
    }

    private void becomes(UpdateStatus.State state, String message) {
        var roster = door.gate.roster();
        var web = roster.serviceNamed("web").orElseThrow();
        var status = new UpdateStatus(state, MapGate.BORN, Optional.empty(), message);
        door.gate.show(roster.with(new ServiceView(
                web.id(),
                web.spec(),
                web.specVersion(),
                web.previousSpec(),
                Optional.of(status),
                web.version() + 1,
                web.createdAt(),
                web.updatedAt())));
    }

    private void happens(long offset, String text) {
        var web = door.gate.roster().serviceNamed("web").orElseThrow();
        door.chronicle.write(new Entry(
                offset,
                MapGate.BORN,
                new EntityRef(EntityKind.SERVICE, web.id().value()),
                offset,
                "service.rollout-finished",
                1,
                Cause.outside("update supervisor", "c"),
                new Subjects(Map.of(web.id(), "web"), Map.of(), Map.of(), Set.of()),
                true,
                text,
                "{}"));
    }

    @Test
    void itEndsWithTheUpdate() {
        var all = CompletableFuture.supplyAsync(() -> door.get(ROLLOUT).body());
        await().atMost(PATIENCE).until(door.chronicle::isAwaited);

        becomes(UpdateStatus.State.COMPLETED, "update completed");
        happens(100, "it is over");

        assertThat(all)
                .succeedsWithin(PATIENCE)
                .satisfies(body -> assertThat(body.lines())
                        .satisfiesExactly(
                                first -> assertThat(first).contains("\"state\":\"updating\""),
                                then -> assertThat(then)
                                        .startsWith("{\"entry\":")
                                        .contains("\"text\":\"it is over\""),
                                last -> assertThat(last)
                                        .contains("\"rollout\":")
                                        .contains("\"state\":\"completed\"")));
    }

    @Test
    void whoeverDoesNotFollowGetsHowFarItHasComeAndTheEnd() {
        var answer = CompletableFuture.supplyAsync(() -> door.get(ROLLOUT + "?follow=false"));

        assertThat(answer)
                .succeedsWithin(PATIENCE)
                .satisfies(told -> assertThat(told.body().lines())
                        .singleElement()
                        .satisfies(line ->
                                assertThat(line).contains("\"rollout\":").contains("\"state\":\"updating\"")));
    }

    @Test
    void whoeverFollowsHearsOfTheNextUpdateToo() throws Exception {
        becomes(UpdateStatus.State.COMPLETED, "update completed");
        try (var client = RawClient.tcp(door.port())) {
            client.send("GET " + ROLLOUT + "?follow=true HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .readUntil("\"state\":\"completed\"");
            await().atMost(PATIENCE).until(door.chronicle::isAwaited);
            becomes(UpdateStatus.State.UPDATING, "update in progress");
            happens(200, "another begins");
            assertThat(client.readUntil("\"state\":\"updating\"")).contains("\"text\":\"another begins\"");
        }
    }
}
