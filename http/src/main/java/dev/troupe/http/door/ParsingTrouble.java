package dev.troupe.http.door;

import dev.troupe.http.wire.Replies;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers bytes that are no HTTP request the way every other error is answered. Named in {@link Tuning}. */
public final class ParsingTrouble extends ParsingErrorHandler {

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        log.debug("not an HTTP request: {}", info.formatPretty());
        return Replies.error(status.intValue(), info.summary());
    }
}
