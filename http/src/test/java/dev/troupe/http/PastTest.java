package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same reads at a moment of the past: {@code web} was there from 100 to 200 seconds, {@code api} is there now. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PastTest {
    private static final String WEB = """
      {"Name":"web","Labels":{"tier":"front"},"TaskTemplate":{"ContainerSpec":{"Image":"alpine:1"}},
       "Mode":{"Replicated":{"Replicas":2}}}""";
    private static final String API = """
      {"Name":"api","TaskTemplate":{"ContainerSpec":{"Image":"alpine:2"}},"Mode":{"Replicated":{"Replicas":1}}}""";

    private OpenDoor door;

    @BeforeAll
    void open() throws Exception {
        door = OpenDoor.tcp();
        var empty = door.gate.roster();
        assertThat(door.post("/v1.41/services/create", WEB).statusCode()).isEqualTo(201);
        door.gate.past.show(Instant.ofEpochSecond(100), door.gate.roster());
        door.gate.past.show(Instant.ofEpochSecond(200), MapRoster.empty(MapGate.swarm()));
        door.gate.show(empty);
        assertThat(door.post("/v1.41/services/create", API).statusCode()).isEqualTo(201);
    }

    @AfterAll
    void close() {
        door.close();
    }

    private String get(String path) {
        var answer = door.get("/v1.41" + path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void listsShowWhatWasThere() {
        assertThat(get("/services?status=true"))
                .contains("\"Name\":\"api\"")
                .doesNotContain("\"Name\":\"web\"")
                .contains("\"RunningTasks\":1");
        assertThat(get("/services?status=true&at=100"))
                .contains("\"Name\":\"web\"")
                .doesNotContain("\"Name\":\"api\"")
                .contains("\"RunningTasks\":2");
        assertThat(get("/services?at=250")).isEqualTo("[]\n");
        assertThat(get("/tasks?at=150")).contains("alpine:1").doesNotContain("alpine:2");
        assertThat(get("/nodes?at=150")).contains("ip-172-31-20-162");
        assertThat(get("/nodes?at=200")).isEqualTo("[]\n");
    }

    @Test
    void filtersHoldInThePastToo() {
        assertThat(get("/services?at=100&filters=%7B%22label%22%3A%5B%22tier%3Dfront%22%5D%7D"))
                .contains("web");
        assertThat(get("/services?at=100&filters=%7B%22label%22%3A%5B%22tier%3Dback%22%5D%7D"))
                .isEqualTo("[]\n");
        assertThat(
                        get(
                                "/tasks?at=100&filters=%7B%22service%22%3A%5B%22web%22%5D%2C%22_up-to-date%22%3A%5B%22true%22%5D%7D"))
                .contains("alpine:1");
    }

    @Test
    void whatWasThereIsInspectedAndWhatWasNotIsNotFound() {
        assertThat(get("/services/web?at=100")).contains("\"Name\":\"web\"");
        assertThat(door.get("/v1.41/services/web").statusCode()).isEqualTo(404);
        assertThat(door.get("/v1.41/services/api?at=100").statusCode()).isEqualTo(404);
        assertThat(get("/nodes/" + MapGate.WORKER + "?at=100")).contains("ip-172-31-29-251");
        assertThat(get("/swarm?at=100")).contains("vqbrexnnon3ngpohgkggt47q6");
        assertThat(get("/info?at=100")).contains("\"Nodes\":2");
        assertThat(get("/info?at=200")).contains("\"Nodes\":0");
    }

    @Test
    void timesAreUnderstoodAsWellAsOffsets() {
        assertThat(get("/services?at=1970-01-01T00:01:40Z")).contains("web");
        assertThat(get("/services?at=100.5")).contains("web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "1970-01-01T00:01:39.9Z"})
    void aMomentBeforeTheFirstFactIsRefusedByName(String at) {
        var answer = door.get("/v1.41/services?at=" + at);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"message\":\"invalid value for at: that is before the first fact\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "25:61", "-1"})
    void whatIsNoMomentIsRefusedByName(String at) {
        var answer = door.get("/v1.41/services?at=" + at);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"message\":\"invalid value for at: \\\"" + at + "\\\" is no moment: ");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /services/create",
        "POST,   /services/web/update?version=1",
        "DELETE, /services/api",
        "POST,   /nodes/x/update?version=1",
        "DELETE, /nodes/x",
        "POST,   /swarm/leave?force=true",
        "POST,   /troupe/v1/nodes/n1/kill"
    })
    void nothingCanBeChangedThere(String method, String path) {
        var before = door.gate.asked.size();
        var answer = door.method(method, path + (path.contains("?") ? "&" : "?") + "at=100");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body())
                .isEqualTo("{\"message\":\"the swarm is shown as it was just after fact 100: "
                        + "nothing can be changed there\"}\n");
        assertThat(door.gate.asked).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/services/api/logs", "/events", "/troupe/v1/roster", "/troupe/v1/services/api/rollout"})
    void whatTheJournalDoesNotKeepHasNoPast(String path) {
        var answer = door.get(path + "?at=1970-01-01T00:01:40Z");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body())
                .isEqualTo("{\"message\":\"the swarm is shown as it was at 1970-01-01T00:01:40Z: " + path
                        + " can only be asked of the present\"}\n");
    }

    @Test
    void whatHadHappenedByThenIsTold() {
        for (var number : new int[] {9, 10, 11, 20}) door.chronicle.write(EventStreamTest.entry(number));
        assertThat(told("at=100")).containsExactly("number 9", "number 10");
        assertThat(told("at=100&follow=false&from=90")).containsExactly("number 10");
        assertThat(told("at=150")).as("the newest that had happened is 100").containsExactly("number 9", "number 10");
        assertThat(told("at=100&kind=task")).containsExactly("number 10");
        assertThat(told("at=250")).hasSize(4);
        assertThat(refused("at=100&follow=true"))
                .isEqualTo(
                        "{\"message\":\"invalid value for follow: true: nothing comes after the moment that is shown\"}\n");
        assertThat(refused("at=100&from=110"))
                .isEqualTo("{\"message\":\"invalid value for from: 110: the journal ends at offset 100\"}\n");
        assertThat(refused("at=99"))
                .isEqualTo("{\"message\":\"invalid value for at: that is before the first fact\"}\n");
    }

    private List<String> told(String query) {
        return get("/troupe/v1/events?" + query)
                .lines()
                .map(line -> line.replaceFirst(".*\"text\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private String refused(String query) {
        var answer = door.get("/troupe/v1/events?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        return answer.body();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/_ping", "/version", "/networks", "/secrets", "/configs", "/system/df", "/containers/json"})
    void whatIsTheSameAtAllTimesIsAnsweredAtAnyMoment(String path) {
        assertThat(door.get("/v1.41" + path + "?at=100").statusCode()).isEqualTo(200);
    }

    @Test
    void aMomentIsSettledAsTheOffsetAndTimeOfItsLastFact() {
        var answer = door.get("/troupe/v1/moment?at=1970-01-01T00:02:00Z");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"offset\":100,\"at\":\"1970-01-01T00:01:40Z\"}\n");
        assertThat(door.get("/troupe/v1/moment").body()).isEqualTo("{\"message\":\"at is missing: which moment?\"}\n");
    }
}
