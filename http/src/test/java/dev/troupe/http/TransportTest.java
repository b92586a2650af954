package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 1 of Docker's contract: versions, headers, errors, filters, booleans. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransportTest {
    private OpenDoor door;

    @BeforeAll
    void open() throws Exception {
        door = OpenDoor.tcp();
    }

    @AfterAll
    void close() {
        door.close();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void everyRouteExistsWithAndWithoutAVersion() {
        assertThat(door.get("/version").statusCode()).isEqualTo(200);
        assertThat(door.get("/v1.24/version").statusCode()).isEqualTo(200);
        assertThat(door.get("/v1.51/version").statusCode()).isEqualTo(200);
    }

    @Test
    void aVersionThatIsTooNewIsRefusedAsJson() {
        var response = door.get("/v1.99/services");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        assertThat(response.body())
                .isEqualTo("{\"message\":\"client version 1.99 is too new. Maximum supported API version is 1.51\"}\n");
    }

    @Test
    void aVersionThatIsTooOldIsRefusedAsText() {
        var response = door.get("/v1.5/services");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(header(response, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(response.body())
                .isEqualTo("client version 1.5 is too old. Minimum supported API version is 1.24, "
                        + "please upgrade your client to a newer version\n");
    }

    @ParameterizedTest
    @CsvSource({"GET,/nosuch", "GET,/", "GET,/v1.41/nosuch", "GET,/vx/services", "PUT,/v1.41/services", "HEAD,/info"})
    void anUnknownPathOrMethodIsNotFoundAndNever405(String method, String path) {
        var response = door.method(method, path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        if (!method.equals("HEAD")) assertThat(response.body()).isEqualTo("{\"message\":\"page not found\"}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/services", "/nosuch", "/services/nosuch", "/_ping"})
    void commonHeadersAreOnEveryAnswer(String path) {
        var response = door.get(path);
        assertThat(header(response, "Api-Version")).isEqualTo("1.51");
        assertThat(header(response, "Ostype")).isEqualTo("linux");
        assertThat(header(response, "Docker-Experimental")).isEqualTo("false");
        assertThat(header(response, "Server")).isEqualTo("Troupe/0.1.0 (linux)");
    }

    @Test
    void pingSaysOkAndHeadPingSaysItWithHeadersOnly() {
        var get = door.get("/_ping");
        assertThat(get.body()).isEqualTo("OK");
        var head = door.method("HEAD", "/_ping");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo("0");
        assertThat(header(head, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(head, "Cache-Control")).isEqualTo("no-cache, no-store, must-revalidate");
        assertThat(header(head, "Pragma")).isEqualTo("no-cache");
        assertThat(header(head, "Swarm")).isEqualTo("active/manager");
    }

    @Test
    void optionsIsAlwaysFine() {
        assertThat(door.method("OPTIONS", "/v1.41/services").statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        var response = door.send(door.request("/services/create")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo(
                        "{\"message\":\"unsupported Content-Type header (text/plain): must be 'application/json'\"}\n");
    }

    @Test // docker build and docker load send archives.
    void whatCannotBeDoneIsRefusedWhateverComesWithIt() {
        for (var path : List.of("/build", "/images/load", "/images/create?fromSrc=-")) {
            var response = door.send(door.request(path)
                    .header("Content-Type", "application/x-tar")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[20_000_000])));
            assertThat(response.statusCode()).as(path).isEqualTo(501);
            assertThat(response.body()).as(path).contains("not supported");
        }
        assertThat(door.get("/images/get?names=x").statusCode()).isEqualTo(501);
        assertThat(door.get("/images/a/b:c/get").statusCode()).isEqualTo(501);
    }

    @Test
    void aBodyWithACharsetIsFine() {
        var response = door.send(door.request("/services/create")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(response.body()).contains("mismatched Runtime and *Spec fields");
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThat(door.post("/services/create", "{bad").body()).startsWith("{\"message\":\"invalid JSON: ");
        assertThat(door.post("/services/create", "{").body())
                .isEqualTo("{\"message\":\"invalid JSON: Unexpected end-of-input: expected close marker for Object"
                        + " (line 1, column 2)\"}\n");
        assertThat(door.post("/services/create", "{}{}").body())
                .isEqualTo("{\"message\":\"invalid JSON: unexpected content after the value (line 1, column 3)\"}\n");
        assertThat(door.post("/services/create", "{\"Name\":x}").body())
                .isEqualTo("{\"message\":\"invalid JSON: Unrecognized token 'x' (line 1, column 9)\"}\n");
        assertThat(door.post("/services/create", "").body())
                .isEqualTo("{\"message\":\"got EOF while reading request body\"}\n");
        assertThat(door.post("/services/create", "{\"Name\":1}").body())
                .isEqualTo("{\"message\":\"invalid JSON: json: cannot unmarshal number into Go struct field "
                        + "ServiceSpec.Name of type string\"}\n");
    }

    @Test
    void anUnknownFilterIsRefusedAndABrokenOneToo() {
        assertThat(door.get("/services?filters=%7B%22nosuch%22:%7B%22x%22:true%7D%7D")
                        .body())
                .isEqualTo("{\"message\":\"invalid filter 'nosuch'\"}\n");
        var broken = door.get("/tasks?filters=%7Bbad");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).startsWith("{\"message\":\"invalid filter: ");
    }

    @Test
    void bothEncodingsOfFiltersMeanTheSame() {
        var map = door.get("/nodes?filters=%7B%22name%22:%7B%22ip-172-31-29%22:true%7D%7D")
                .body();
        var list = door.get("/nodes?filters=%7B%22name%22:%20%5B%22ip-172-31-29%22%5D%7D")
                .body();
        assertThat(map)
                .isEqualTo(list)
                .contains("i2chzm0cg7wz53hdpmpyj78x2")
                .doesNotContain("u7k1vo1jsntws5hx61shymey8");
    }

    @Test
    void strictBooleansAreStrict() {
        var response = door.get("/services?status=maybe");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("invalid value for status: maybe: strconv.ParseBool");
    }

    @Test
    void longQueriesAreAccepted() {
        assertThat(door.get("/services?TaskTemplate=" + "x".repeat(100_000)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void pagesOfOtherOriginsAndReboundNamesAreRefused() throws Exception {
        assertThat(door.send(door.request("/info").header("Origin", "http://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(door.send(door.request("/info").header("Origin", "null")).statusCode())
                .isEqualTo(403);
        assertThat(door.send(door.request("/info").header("Sec-Fetch-Site", "cross-site"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(door.send(door.request("/info")
                                .header("Origin", "http://127.0.0.1:" + door.port())
                                .header("Sec-Fetch-Site", "same-origin"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(RawClient.tcp(door.port()).ask("GET /info HTTP/1.1\r\nHost: evil.example:2375\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("{\"message\":\"this Troupe is not called");
        assertThat(RawClient.tcp(door.port()).ask("GET /_ping HTTP/1.1\r\nHost: localhost:2375\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void whatIsNoHttpIsAnsweredInJsonToo() throws Exception {
        assertThat(RawClient.tcp(door.port()).ask("GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/json\r\n")
                .contains("{\"message\":");
    }

    @Test
    void aLargeBodyIsReadAndOneThatIsTooLargeIsRefusedByThatName() throws Exception {
        assertThat(door.post("/services/create", " ".repeat(9_000_000) + "{}").body())
                .contains("mismatched Runtime and *Spec fields");
        var announced = """
                POST /services/create HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                Content-Length: 17000000\r
                \r
                """;
        assertThat(RawClient.tcp(door.port()).ask(announced))
                .startsWith("HTTP/1.1 413 ")
                .endsWith("{\"message\":\"request body is too large\"}\n");
    }

    @Test
    void failoverControlsAreTroupesOwn() {
        assertThat(door.method("POST", "/troupe/v1/nodes/n1/cut").body())
                .isEqualTo("{\"message\":\"n1 is cut off\"}\n");
        var unknown = door.method("POST", "/troupe/v1/nodes/n9/kill");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"message\":\"no node n9 in this JVM\"}\n");
    }

    @Test
    void digestsAreLookedUpByNamesWithSlashes() {
        assertThat(door.get("/v1.41/distribution/alpine:latest/json").body())
                .isEqualTo("{\"Descriptor\":{\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\","
                        + "\"digest\":\"sha256:b9e7e8703272ed30b35a7746ca28f099e74922350079fe505b592b54cd23aa2e\",\"size\":527},"
                        + "\"Platforms\":[{\"architecture\":\"amd64\",\"os\":\"linux\"}]}\n");
        assertThat(door.get("/distribution/localhost:5000/team/app:1/json").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/containers/x/json",
                "/images/a/b/json",
                "/networks/x",
                "/volumes/x",
                "/plugins/a/b/json",
                "/secrets/x",
                "/configs/x",
                "/services/x",
                "/tasks/x",
                "/nodes/x"
            })
    void inspectGoesOnLookingBecauseEveryMissIsA404(String path) {
        assertThat(door.get(path).statusCode()).isEqualTo(404);
        assertThat(door.get(path).body()).isNotEqualTo("{\"message\":\"page not found\"}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/containers/create?name=x",
                "/containers/x/start",
                "/images/create?fromImage=x",
                "/build",
                "/volumes/create",
                "/networks/create",
                "/secrets/create",
                "/configs/create",
                "/networks/ingress/connect"
            })
    void whatAnEngineWouldDoIsRefusedWithAText(String path) {
        var response = door.post(path, "{}");
        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(response.body()).contains("not supported");
    }
}
