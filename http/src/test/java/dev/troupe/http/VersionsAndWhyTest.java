package dev.troupe.http;

import static dev.troupe.http.MapGate.BORN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.EntityRef;
import dev.troupe.core.id.ServiceId;
import dev.troupe.core.name.NameBook;
import dev.troupe.core.name.NameEvent;
import dev.troupe.core.service.ServiceCommand;
import dev.troupe.core.service.ServiceEvent;
import dev.troupe.core.spec.ServiceSpec;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every spec a service has had, and why things are as they are. */
class VersionsAndWhyTest {
    private OpenDoor door;
    private ServiceId web;

    /** Two versions of web, made as a client makes them; the facts are those that would stand in the journal. */
    @BeforeEach
    void open() throws Exception {
        door = OpenDoor.tcp();
        door.post("/services/create", spec("web:1", 2));
        var first = view();
        web = new ServiceId(door.gate.roster().services().iterator().next().id().value());
        door.trail.add(ref(), new ServiceEvent.Created(web, first, 5), BORN, "client service create");
        var version = door.gate.roster().service(web).orElseThrow().version();
        door.post("/services/" + web + "/update?version=" + version, spec("web:2", 3));
        door.trail.add(
                ref(),
                new ServiceEvent.SpecChanged(
                        view(), version, Optional.of(new ServiceEvent.Previous(first, 0)), Optional.empty()),
                BORN.plusSeconds(30),
                "client service update");
    }

    @AfterEach
    void close() {
        door.close();
    }

    private static String spec(String image, int replicas) {
        return """
                {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"%s"}},"Mode":{"Replicated":{"Replicas":%d}}}""".formatted(image, replicas);
    }

    private EntityRef ref() {
        return new EntityRef(EntityKind.SERVICE, web.value());
    }

    private ServiceSpec view() {
        return door.gate.roster().services().iterator().next().spec();
    }

    private HttpResponse<String> text(String path) {
        return door.send(door.request(path).header("Accept", "text/plain"));
    }

    @Test
    void versionsTellWhenOnWhoseWordAndWhatChanged() {
        assertThat(door.get("/troupe/v1/services/web/versions").body())
                .isEqualTo("[{\"number\":1,\"at\":\"2026-11-23T17:02:12.5Z\",\"by\":\"client service create\","
                        + "\"correlation\":\"c0\",\"image\":\"web:1\",\"replicas\":2},"
                        + "{\"number\":2,\"at\":\"2026-11-23T17:02:42.5Z\",\"by\":\"client service update\","
                        + "\"correlation\":\"c1\",\"image\":\"web:2\",\"replicas\":3,"
                        + "\"changes\":\"image web:1 -> web:2, replicas 2 -> 3\"}]\n");
        assertThat(text("/troupe/v1/services/web/versions").body().lines())
                .first()
                .asString()
                .startsWith("VERSION   SINCE (UTC)");
    }

    @Test
    void timesForPeopleAreOfTheZoneTheyAskFor() {
        assertThat(text("/troupe/v1/services/web/versions?zone=Europe/Berlin").body())
                .contains("SINCE (Europe/Berlin)", "2026-11-23 18:02:12");
        assertThat(text("/troupe/v1/why/services/web?zone=Europe/Berlin").body())
                .contains("How it came to this (Europe/Berlin; it is ");
        assertThat(text("/troupe/v1/why/services/web?zone=Etc/UTC").body()).contains("(UTC; it is ");
        for (var path : List.of("/troupe/v1/services/web/versions", "/troupe/v1/why/services/web")) {
            var wrong = text(path + "?zone=Berlin");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("invalid value for zone: Berlin: a time zone like Europe/Berlin");
        }
    }

    @Test
    void oneVersionIsShownWithItsSpecAsTheClientSentIt() {
        assertThat(door.get("/troupe/v1/services/web/versions/1").body())
                .contains("\"spec\":{\"Name\":\"web\"")
                .contains("\"Replicas\":2}}");
    }

    @Test
    void aDiffNamesFieldsAsDockerSpellsThem() {
        assertThat(text("/troupe/v1/services/web/diff?from=1&to=2").body()).isEqualTo("""
                        TaskTemplate.ContainerSpec.Image: "web:1" -> "web:2"
                        Mode.Replicated.Replicas: 2 -> 3
                        """);
        assertThat(door.get("/troupe/v1/services/web/diff?from=2&to=1").body())
                .startsWith("[{\"field\":\"TaskTemplate.ContainerSpec.Image\",\"was\":\"web:2\",\"is\":\"web:1\"}");
    }

    @Test
    void aRollbackGoesToTheVersionThatIsNamed() {
        var first = door.gate.asked.getFirst();
        assertThat(door.post("/troupe/v1/services/web/rollback?to=1", "").statusCode())
                .isEqualTo(200);
        assertThat(door.gate.asked.getLast()).isInstanceOfSatisfying(ServiceCommand.ReturnTo.class, command -> {
            assertThat(command.spec()).isEqualTo(first);
            assertThat(command.specVersion()).isZero();
        });
    }

    @Test
    void aRollbackThatIsRefusedSaysSoInPlainWords() {
        var answer = door.post("/troupe/v1/services/web/rollback?to=2", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"message\":\"it is so already\"}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/troupe/v1/services/web/diff?from=1 | 400 | to is missing: the number of a version is expected",
                "/troupe/v1/services/web/diff?from=x&to=1 | 400 | from is x: the number of a version is expected",
                "/troupe/v1/services/web/diff?from=1&to=9 | 404 | service web has no version 9: it has 1 to 2",
                "/troupe/v1/services/nosuch/versions | 404 | service nosuch not found",
                "/troupe/v1/why/services/nosuch | 404 | service nosuch not found",
                "/troupe/v1/why/tasks/nosuch | 404 | task nosuch not found",
                "/troupe/v1/why/nodes/nosuch | 404 | node nosuch not found",
            })
    void whatIsWrongIsNamed(String path, int status, String message) {
        var answer = door.get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"message\":\"" + message + "\"}\n");
    }

    @Test
    void aRemovedServiceIsFoundByTheNameItHad() {
        door.method("DELETE", "/services/web");
        door.trail.add(ref(), new ServiceEvent.Removed(List.of()), BORN.plusSeconds(50), "client service rm");
        door.trail.add(
                new EntityRef(EntityKind.NAMES, NameBook.ID),
                new NameEvent.Freed("web", web),
                BORN.plusSeconds(50),
                "client service rm");

        assertThat(door.get("/troupe/v1/services/WEB/versions").body()).contains("\"number\":2");
        assertThat(door.get("/troupe/v1/why/services/web").body()).contains("\"headline\":\"web was removed 10 s ago");
    }

    @Test
    void whyAnswersInJsonOrInWords() {
        assertThat(door.get("/troupe/v1/why/services/web").body())
                .startsWith("{\"kind\":\"service\",\"id\":\"" + web + "\",\"name\":\"web\",")
                .contains(
                        "\"chain\":[{\"at\":\"2026-11-23T17:02:42.5Z\",\"text\":\"a client (service update) changed web: "
                                + "image web:1 -> web:2, replicas 2 -> 3\",\"fact\":\"service|" + web + "#2\"}]");
        var words = text("/troupe/v1/why/services/web");
        assertThat(words.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(words.body()).startsWith("web ").contains("How it came to this");
    }

    @Test
    void aTaskMayBeNamedByItsSlot() {
        assertThat(text("/troupe/v1/why/tasks/web.1").body()).contains("on ip-172-31-20-162");
    }
}
