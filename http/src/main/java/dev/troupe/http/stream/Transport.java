package dev.troupe.http.stream;

import dev.troupe.http.wire.Call;
import dev.troupe.http.wire.Replies;
import java.util.HashMap;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.BackpressureTimeoutException;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a stream reaches its reader. A WebSocket where the client asks for an upgrade, its messages holding one or more
 * JSON objects, one a line; server-sent events where it accepts {@code text/event-stream}; else JSON lines.
 */
final class Transport {

    private static final ContentType JSON_LINES = MediaTypes.customWithFixedCharset(
                    "application", "x-ndjson", HttpCharsets.UTF_8, new HashMap<>(), false)
            .toContentType();
    private static final ContentType SERVER_SENT_EVENTS = MediaTypes.TEXT_EVENT_STREAM.toContentType();

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private Transport() {}

    /** @param told fails with a {@link BackpressureTimeoutException} where the reader has taken nothing for too long */
    static HttpResponse reply(Call call, Source<Bundle, NotUsed> told) {
        var content = cutOff(call, told);
        var upgrade = call.request().getAttribute(AttributeKeys.webSocketUpgrade);
        if (upgrade.isPresent()) return upgrade.get().handleMessagesWith(conversation(content));
        var accepted = call.header("Accept").orElse("");
        return (accepted.contains("text/event-stream")
                        ? Replies.stream(SERVER_SENT_EVENTS, content.map(Transport::serverSentEvents))
                        : Replies.stream(JSON_LINES, spoken(content).map(Bundle::jsonLines)))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }

    /** Who takes nothing cannot be told that it is over either: to end the stream is not enough. */
    private static Source<Bundle, NotUsed> cutOff(Call call, Source<Bundle, NotUsed> told) {
        return told.<NotUsed>watchTermination((nothing, ended) -> {
                    ended.whenComplete((done, trouble) -> {
                        if (!(trouble instanceof BackpressureTimeoutException)) return;
                        LOG.info(
                                "a reader of {} takes nothing and is cut off",
                                call.request().getUri().path());
                        call.hangUp();
                    });
                    return nothing;
                })
                .onErrorComplete(BackpressureTimeoutException.class);
    }

    /** What the client says means nothing; when it goes, so does the stream. */
    private static Flow<Message, Message, NotUsed> conversation(Source<Bundle, NotUsed> content) {
        return Flow.fromSinkAndSourceCoupled(
                Sink.<Message>ignore().mapMaterializedValue(done -> NotUsed.getInstance()),
                spoken(content).map(bundle -> (Message) TextMessage.create(bundle.text())));
    }

    private static Source<Bundle, NotUsed> spoken(Source<Bundle, NotUsed> content) {
        return content.filter(bundle -> !bundle.isEmpty());
    }

    /** Silence is a comment: proxies and readers learn that the connection lives. */
    private static ByteString serverSentEvents(Bundle bundle) {
        if (bundle.isEmpty()) return ByteString.fromString(":\n\n");
        var text = new StringBuilder();
        for (var line : bundle.lines()) {
            if (line.offset().isPresent())
                text.append("id: ").append(line.offset().getAsLong()).append('\n');
            if (!line.event().isEmpty())
                text.append("event: ").append(line.event()).append('\n');
            text.append("data: ").append(line.json()).append("\n\n");
        }
        return ByteString.fromString(text.toString());
    }
}
