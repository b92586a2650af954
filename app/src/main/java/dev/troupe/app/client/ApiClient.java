package dev.troupe.app.client;

import dev.troupe.app.settings.Misuse;
import dev.troupe.app.settings.StartFailure;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Asks a running Troupe one question a connection, over a unix socket or TCP. The JDK's own client knows no unix
 * sockets, and a command that is over in a moment should not load one that does.
 */
public final class ApiClient {

    /** @param body as it came, chunks joined */
    public record Answer(int status, String body) {

        /** What an error says: the text of {@code {"message":...}}. */
        public String message() {
            var start = body.indexOf("\"message\":\"");
            if (start < 0) return "the answer was " + status + " " + body.strip();
            var text = body.substring(start + "\"message\":\"".length());
            var end = text.lastIndexOf('"');
            return (end < 0 ? text : text.substring(0, end))
                    .replace("\\\"", "\"")
                    .replace("\\\\", "\\");
        }
    }

    private final String shown;
    private final SocketAddress address;

    private ApiClient(String shown, SocketAddress address) {
        this.shown = shown;
        this.address = address;
    }

    public static ApiClient at(String address) {
        if (address.startsWith("unix://")) {
            var path = address.substring("unix://".length());
            if (path.isEmpty()) throw new Misuse("an address must be unix://PATH, and " + address + " has no path");
            return new ApiClient(address, UnixDomainSocketAddress.of(path));
        }
        var rest = address.startsWith("tcp://") ? address.substring("tcp://".length()) : address;
        var colon = rest.lastIndexOf(':');
        try {
            if (colon > 0) {
                var host = rest.substring(0, colon).replaceAll("^\\[|]$", "");
                return new ApiClient(address, new InetSocketAddress(host, Integer.parseInt(rest.substring(colon + 1))));
            }
        } catch (IllegalArgumentException noPort) {
            // Said below.
        }
        throw new Misuse("an address must be unix://PATH or tcp://ADDRESS:PORT, not " + address);
    }

    /** One segment of a path. */
    public static String quote(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public Answer get(String path) {
        return get(path, "application/json");
    }

    /** @param accept the kind of answer that is wanted */
    public Answer get(String path, String accept) {
        return ask("GET", path, "", accept);
    }

    public Answer post(String path) {
        return post(path, "");
    }

    /** With a body of JSON. */
    public Answer post(String path, String body) {
        return ask("POST", path, body, "application/json");
    }

    public Answer delete(String path) {
        return ask("DELETE", path, "", "application/json");
    }

    /**
     * Shows each line of a stream as it comes; returns when the stream ends, or when {@code reader} answers false.
     *
     * @throws StartFailure with Troupe's own words when it refuses, and when the stream is cut off
     */
    public void lines(String path, Predicate<String> reader) {
        lines("GET", path, "", reader);
    }

    /** The same, of what answers a body of JSON. */
    public void lines(String path, String body, Predicate<String> reader) {
        lines("POST", path, body, reader);
    }

    private void lines(String method, String path, String asked, Predicate<String> reader) {
        try (var channel = connect()) {
            write(channel, method, path, "Accept: application/x-ndjson\r\n", asked);
            var body = ResponseBody.of(new BufferedInputStream(Channels.newInputStream(channel)));
            if (body.status() != 200) {
                var refusal = new String(body.content().readAllBytes(), StandardCharsets.UTF_8);
                throw new StartFailure(
                        ours(path, new Answer(body.status(), refusal)).message());
            }
            var lines = new BufferedReader(new InputStreamReader(body.content(), StandardCharsets.UTF_8));
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!reader.test(line)) return;
            }
        } catch (IOException trouble) {
            throw new StartFailure("no Troupe answers at " + shown + ": " + trouble.getMessage(), trouble);
        }
    }

    /** Docker's own engine, for one, speaks the same language and knows none of what is asked of it. */
    private Answer ours(String path, Answer answer) {
        if (answer.status() == 404
                && path.startsWith("/troupe/")
                && answer.message().equals("page not found")) {
            throw new StartFailure("what answers at " + shown + " is no Troupe, or an older one");
        }
        return answer;
    }

    /** A connection to whoever answers there. */
    SocketChannel connect() throws IOException {
        try {
            return SocketChannel.open(address);
        } catch (UnresolvedAddressException unknown) {
            throw new IOException("no host is called so", unknown);
        }
    }

    private static void write(SocketChannel channel, String method, String path, String headers, String body)
            throws IOException {
        var content = body.getBytes(StandardCharsets.UTF_8);
        var head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                + (content.length == 0 ? "" : "Content-Type: application/json\r\n")
                + "Content-Length: " + content.length + "\r\n\r\n";
        var out = ByteBuffer.allocate(head.length() + content.length);
        out.put(head.getBytes(StandardCharsets.US_ASCII)).put(content).flip();
        while (out.hasRemaining()) channel.write(out);
    }

    private Answer ask(String method, String path, String body, String accept) {
        try (var channel = connect()) {
            write(channel, method, path, "Accept: " + accept + "\r\n", body);
            var answer = new ByteArrayOutputStream();
            var in = ByteBuffer.allocate(8192);
            while (channel.read(in) >= 0) {
                answer.write(in.array(), 0, in.position());
                in.clear();
            }
            return ours(path, parse(answer.toString(StandardCharsets.UTF_8)));
        } catch (IOException trouble) {
            throw new StartFailure("no Troupe answers at " + shown + ": " + trouble.getMessage(), trouble);
        }
    }

    private static Answer parse(String answer) {
        var split = answer.indexOf("\r\n\r\n");
        if (split < 0 || !answer.startsWith("HTTP/1.1 ")) throw new StartFailure("that is not Troupe's API");
        return new Answer(Integer.parseInt(answer.substring(9, 12)), answer.substring(split + 4));
    }
}
