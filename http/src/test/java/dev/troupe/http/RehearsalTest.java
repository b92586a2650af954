package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.http.rehearsals.ForecastJson;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearsalTest {

    private static OpenDoor door;

    @BeforeAll
    static void open() throws Exception {
        door = OpenDoor.tcp();
        assertThat(door.post("/services/create", """
            {"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"alpine"}},"Mode":{"Replicated":{"Replicas":2}}}""").statusCode()).isEqualTo(201);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static HttpResponse<String> ask(String body, String accept) {
        return door.send(door.request("/troupe/v1/rehearsals")
                .header("Accept", accept)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void theForecastAloneIsTheAnswer() {
        var answer = ask("{\"drain\":{\"node\":\"" + MapGate.MANAGER + "\"}}", "application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ForecastJson.read(answer.body())).isEqualTo(OneForecast.FORECAST);
        assertThat(answer.body()).contains("\"took\":12.34", "\"ending\":\"stuck\"");
    }

    @Test
    void whoTakesLinesSeesHowFarItIs() {
        var answer = ask("{\"drain\":{\"node\":\"" + MapGate.MANAGER + "\"}}", "application/x-ndjson");

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(answer.body().lines()).hasSize(2).first().isEqualTo("{\"progress\":{\"runs\":1,\"of\":10}}");
    }

    @Test
    void oneThatFindsNoRoomIsToldSo() {
        var answer = ask("{\"drain\":{\"node\":\"" + MapGate.MANAGER + "\"},\"runs\":13}", "application/json");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("another rehearsal is under way");
    }

    @Test
    void oneThatFailsSaysWhyInBothWays() {
        var order = "{\"drain\":{\"node\":\"" + MapGate.MANAGER + "\"},\"runs\":17}";

        assertThat(ask(order, "application/json").statusCode()).isEqualTo(503);
        assertThat(ask(order, "application/json").body()).isEqualTo("{\"message\":\"a single run takes too long\"}\n");
        assertThat(ask(order, "application/x-ndjson").body())
                .endsWith("{\"failed\":{\"message\":\"a single run takes too long\"}}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                    | 400 | a rehearsal needs one of update, drain, removeNode
            {"drain":{"node":"web"},"removeNode":{"node":"x"}}    | 400 | a rehearsal needs one of update, drain, removeNode
            {"drain":{}}                                          | 400 | drain.node is missing
            {"drain":{"node":"nobody"}}                           | 404 | node nobody not found
            {"removeNode":{"node":"u7k1vo1jsntws5hx61shymey8","force":"yes"}}    | 400 | removeNode.force must be true or false
            {"drain":{"nodes":"n"}}                               | 400 | drain has no field
            {"removeNode":{"node":"nobody"}}                      | 404 | node nobody not found
            {"update":{"service":"nothing","spec":{}}}            | 404 | service nothing not found
            {"update":{"service":"web"}}                          | 400 | spec must be an object
            {"update":{"service":"web","spec":{"Name":"web"}}}    | 400 | mismatched Runtime and *Spec fields
            {"drain":{"node":"u7k1vo1jsntws5hx61shymey8"},"runs":0}              | 400 | runs must be from 1 to 100000, not 0
            {"drain":{"node":"u7k1vo1jsntws5hx61shymey8"},"runs":1.5}            | 400 | runs must be a whole number, not 1.5
            {"drain":{"node":"u7k1vo1jsntws5hx61shymey8"},"taskFailureRate":2}   | 400 | taskFailureRate must be from 0 to 1
            {"drain":{"node":"u7k1vo1jsntws5hx61shymey8"},"nodeFailures":-1}     | 400 | nodeFailures must be 0 or more
            {"drain":{"node":"u7k1vo1jsntws5hx61shymey8"},"nodeFailures":99}     | 400 | nodeFailures must be from 0 to 2, the nodes that are ready, not 99
            {"drain":{"node":"u7k1vo1jsntws5hx61shymey8"},"runs":99999999999}    | 400 | runs must be a smaller number, not 99999999999
            {"drain":{"node":"u7k1vo1jsntws5hx61shymey8"},"limitSeconds":0}      | 400 | limitSeconds must be more than 0, not 0.0
            {"drain":{"node":"u7k1vo1jsntws5hx61shymey8"},"runns":5}             | 400 | a rehearsal has no field
            """)
    void whatIsWrongIsSaidByItsName(String body, int status, String words) {
        var answer = ask(body, "application/json");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }
}
