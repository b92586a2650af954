package dev.troupe.agent.driver;

import dev.troupe.core.session.LogLine;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Hands lines to one subscriber as fast as it asks for them. A source that runs ahead is held up in {@link #put} once
 * {@value #AHEAD} lines wait, so only sources with a thread of their own may put more than that.
 */
public final class LogFeed implements Flow.Publisher<LogLine> {

    private static final int AHEAD = 4096;

    private final Runnable onSubscribe;
    private final Runnable onCancel;
    private final ArrayDeque<LogLine> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscriber<? super LogLine> subscriber;
    private long demand;
    private boolean ended;
    private boolean over;
    private boolean delivering;
    private Optional<Throwable> failure = Optional.empty();

    /**
     * @param onSubscribe starts the source; not called before somebody listens
     * @param onCancel stops the source, which may be stuck in {@link #put}
     */
    public LogFeed(Runnable onSubscribe, Runnable onCancel) {
        this.onSubscribe = onSubscribe;
        this.onCancel = onCancel;
    }

    /** A feed that only says why there is nothing to hear. */
    public static LogFeed failed(Throwable why) {
        var feed = new LogFeed(() -> {}, () -> {});
        feed.fail(why);
        return feed;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super LogLine> listener) {
        synchronized (this) {
            if (subscriber != null) throw new IllegalStateException("a log feed has one subscriber");
            subscriber = listener;
        }
        listener.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                synchronized (LogFeed.this) {
                    demand = Math.max(demand + count, demand); // Long.MAX_VALUE twice is still "all".
                }
                deliver();
            }

            @Override
            public void cancel() {
                synchronized (LogFeed.this) {
                    over = true;
                    LogFeed.this.notifyAll();
                }
                onCancel.run();
            }
        });
        onSubscribe.run();
        deliver();
    }

    /** One more line. False: nobody listens any more, the source may stop. */
    public boolean put(LogLine line) {
        synchronized (this) {
            try {
                while (waiting.size() >= AHEAD && !over) wait();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                over = true;
            }
            if (over || ended) return false;
            waiting.add(line);
        }
        deliver();
        return true;
    }

    /** No more lines will come. */
    public void end() {
        synchronized (this) {
            ended = true;
        }
        deliver();
    }

    /** No more lines will come, and this is why. */
    public void fail(Throwable why) {
        synchronized (this) {
            if (ended) return;
            ended = true;
            failure = Optional.of(why);
        }
        deliver();
    }

    /** True once nobody listens any more. */
    public synchronized boolean isOver() {
        return over;
    }

    private void deliver() {
        while (true) {
            Flow.Subscriber<? super LogLine> listener;
            LogLine line;
            Optional<Throwable> why;
            synchronized (this) {
                listener = subscriber;
                if (listener == null || over || delivering) return;
                if (!waiting.isEmpty()) {
                    if (demand == 0) return;
                    demand--;
                    line = waiting.remove();
                    notifyAll();
                } else {
                    if (!ended) return;
                    over = true;
                    line = null;
                }
                why = failure;
                delivering = true;
            }
            try {
                if (line != null) listener.onNext(line);
                else why.ifPresentOrElse(listener::onError, listener::onComplete);
            } finally {
                synchronized (this) {
                    delivering = false;
                }
            }
        }
    }
}
