package dev.troupe.actors.roster;

import dev.troupe.core.roster.SwarmMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.BiConsumer;

/** Remembers the latest changes of the swarm and passes new ones on (section 6 of the API notes). */
public final class MessageHub {

    private static final int REMEMBERED = 1024;

    private final Deque<SwarmMessage> latest = new ArrayDeque<>();
    private final List<SubmissionPublisher<SwarmMessage>> live = new ArrayList<>();
    private final InstantSource clock;
    private final BiConsumer<Duration, Runnable> later;

    /** @param later runs something once a time has passed */
    public MessageHub(InstantSource clock, BiConsumer<Duration, Runnable> later) {
        this.clock = clock;
        this.later = later;
    }

    public synchronized void publish(SwarmMessage message) {
        latest.addLast(message);
        if (latest.size() > REMEMBERED) latest.removeFirst();
        live.removeIf(SubmissionPublisher::isClosed);
        // A reader that is a whole buffer behind loses messages, as with the engine; it must not hold up the swarm.
        live.forEach(reader -> reader.offer(message, null));
    }

    /** What is remembered, oldest first. */
    public synchronized List<SwarmMessage> latest() {
        return List.copyOf(latest);
    }

    /** Remembers what was told before this start. */
    public synchronized void remember(List<SwarmMessage> earlier) {
        earlier.reversed().forEach(latest::addFirst);
        while (latest.size() > REMEMBERED) latest.removeFirst();
    }

    /** See {@link dev.troupe.actors.SwarmGate#messages}. */
    public Flow.Publisher<SwarmMessage> messages(Optional<Instant> since, Optional<Instant> until) {
        return subscriber -> subscribe(subscriber, since, until);
    }

    private synchronized void subscribe(
            Flow.Subscriber<? super SwarmMessage> subscriber, Optional<Instant> since, Optional<Instant> until) {
        var reader = new SubmissionPublisher<SwarmMessage>(Runnable::run, REMEMBERED * 4);
        reader.subscribe(subscriber);
        since.ifPresent(from -> latest.stream()
                .filter(message -> !message.at().isBefore(from))
                .filter(message -> until.map(to -> !message.at().isAfter(to)).orElse(true))
                .forEach(message -> reader.offer(message, null)));
        var left = until.map(to -> Duration.between(clock.instant(), to));
        if (left.filter(d -> d.isNegative() || d.isZero()).isPresent()) {
            reader.close();
            return;
        }
        live.add(reader);
        left.ifPresent(wait -> later.accept(wait, reader::close));
    }
}
