package dev.troupe.rehearsal;

import dev.troupe.actors.Homes;
import dev.troupe.actors.name.NameBookActor;
import dev.troupe.actors.node.NodeActor;
import dev.troupe.actors.service.ServiceActor;
import dev.troupe.actors.swarm.SwarmActor;
import dev.troupe.actors.task.TaskActor;
import dev.troupe.rehearsal.loop.Loop;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Carries messages as badly as it is told to: some are lost, some come twice, some late and so out of order. Counts the
 * harm it does.
 */
final class Mail {

    /**
     * How bad it is.
     *
     * @param lost share of messages that never arrive
     * @param doubled share that arrive twice
     * @param late share that arrive up to {@code delay} later
     */
    record Weather(double lost, double doubled, double late, Duration delay) {
        static final Weather FINE = new Weather(0, 0, 0, Duration.ZERO);
    }

    private final Loop loop;
    private final RandomGenerator chance;
    private Weather weather = Weather.FINE;
    private long faults;

    Mail(Loop loop, RandomGenerator chance) {
        this.loop = loop;
        this.chance = chance;
    }

    void turns(Weather weather) {
        this.weather = weather;
    }

    long faults() {
        return faults;
    }

    /** {@code arrival} happens once, twice, later or never. */
    void carry(Runnable arrival) {
        if (weather.equals(Weather.FINE)) {
            arrival.run();
            return;
        }
        var luck = chance.nextDouble();
        if (luck < weather.lost()) {
            faults++;
            return;
        }
        deliver(arrival);
        if (luck < weather.lost() + weather.doubled()) {
            faults++;
            deliver(arrival);
        }
    }

    private void deliver(Runnable arrival) {
        if (chance.nextDouble() >= weather.late()) {
            arrival.run();
        } else {
            faults++;
            loop.after(Duration.ofNanos(chance.nextLong(weather.delay().toNanos() + 1)), arrival);
        }
    }

    /** What entities say to each other goes through this weather. */
    Homes over(Homes homes) {
        return new Homes() {
            @Override
            public void service(String id, ServiceActor.Message message) {
                carry(() -> homes.service(id, message));
            }

            @Override
            public void task(String id, TaskActor.Message message) {
                carry(() -> homes.task(id, message));
            }

            @Override
            public void node(String id, NodeActor.Message message) {
                carry(() -> homes.node(id, message));
            }

            @Override
            public void swarm(SwarmActor.Message message) {
                carry(() -> homes.swarm(message));
            }

            @Override
            public void names(NameBookActor.Message message) {
                carry(() -> homes.names(message));
            }
        };
    }
}
