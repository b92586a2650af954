package dev.troupe.agent.driver.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Speaks HTTP with an engine: JSON in, JSON out. Paths carry no version, so that old and new engines both answer in
 * their own. Blocks; not for actors.
 */
final class EngineClient implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final URI address;
    private final DockerHttpClient http;

    /**
     * Does not connect yet.
     *
     * @param engine {@code unix:///var/run/docker.sock} or {@code tcp://127.0.0.1:2375}
     */
    EngineClient(URI engine) {
        address = engine;
        http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(engine)
                .maxConnections(10_000)
                .connectionTimeout(CONNECT)
                .build();
    }

    /** One more to the same engine, with connections of its own. */
    EngineClient another() {
        return new EngineClient(address);
    }

    JsonNode get(String path) throws IOException {
        return answer(request(Request.Method.GET, path).build());
    }

    JsonNode get(String path, Map<String, String> headers) throws IOException {
        return answer(request(Request.Method.GET, path).putAllHeaders(headers).build());
    }

    JsonNode post(String path) throws IOException {
        return answer(request(Request.Method.POST, path).build());
    }

    JsonNode post(String path, JsonNode body) throws IOException {
        return answer(request(Request.Method.POST, path)
                .putHeader("Content-Type", "application/json")
                .bodyBytes(JSON.writeValueAsBytes(body))
                .build());
    }

    void delete(String path) throws IOException {
        answer(request(Request.Method.DELETE, path).build());
    }

    /** An answer that comes bit by bit; whoever closes it ends it. */
    Response stream(Request.Method method, String path, Map<String, String> headers) throws IOException {
        var response = execute(request(method, path).putAllHeaders(headers).build());
        if (response.getStatusCode() < 300) return response;
        try (response) {
            throw refusal(response);
        }
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** {@code filters=...} as the engine reads it. */
    static String filters(Map<String, String> filters) {
        var node = JSON.createObjectNode();
        filters.forEach((key, value) -> node.putArray(key).add(value));
        return "filters=" + encoded(node.toString());
    }

    private static Request.Builder request(Request.Method method, String path) {
        return Request.builder().method(method).path(path);
    }

    private JsonNode answer(Request request) throws IOException {
        try (var response = execute(request)) {
            if (response.getStatusCode() >= 400) throw refusal(response);
            var body = response.getBody().readAllBytes();
            return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
        }
    }

    /** The transport wraps what it cannot do in unchecked exceptions. */
    private Response execute(Request request) throws IOException {
        try {
            return http.execute(request);
        } catch (RuntimeException failure) {
            var cause = failure.getCause() instanceof IOException trouble ? trouble : failure;
            throw new IOException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), failure);
        }
    }

    private static EngineRefusal refusal(Response response) throws IOException {
        var body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
        String words;
        try {
            words = JSON.readTree(body).path("message").asText(body);
        } catch (IOException _) {
            words = body;
        }
        return new EngineRefusal(response.getStatusCode(), words.strip());
    }

    /** Also breaks off what others are asking through it at this moment, answered or not; that fails for them. */
    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException _) {
            // Nothing is lost with a connection.
        }
    }
}
