package dev.troupe.agent.driver;

import dev.troupe.core.session.LogLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Reads a log to its end. */
public final class LogCollector {

    private LogCollector() {}

    public static CompletableFuture<List<LogLine>> collect(Flow.Publisher<LogLine> log) {
        var collected = new CompletableFuture<List<LogLine>>();
        log.subscribe(new Flow.Subscriber<>() {
            private final List<LogLine> lines = new ArrayList<>();

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(LogLine line) {
                lines.add(line);
            }

            @Override
            public void onError(Throwable failure) {
                collected.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                collected.complete(lines);
            }
        });
        return collected;
    }
}
