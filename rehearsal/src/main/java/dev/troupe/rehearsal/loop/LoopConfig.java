package dev.troupe.rehearsal.loop;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Configuration that puts a whole actor system, its timers and its dispatchers, on one {@link Loop}. */
public final class LoopConfig {

    static final String NAME = "troupe.rehearsal.loop";

    private LoopConfig() {}

    /** Put it before everything else. */
    public static Config on(String loop) {
        var dispatchers = Stream.of(
                        "pekko.actor.default-dispatcher",
                        "pekko.actor.internal-dispatcher",
                        "pekko.actor.default-blocking-io-dispatcher",
                        "pekko.persistence.dispatchers.default-plugin-dispatcher",
                        "pekko.persistence.dispatchers.default-replay-dispatcher",
                        "pekko.persistence.dispatchers.default-stream-dispatcher")
                .map(path -> path + " { type = Dispatcher, executor = \"" + LoopDispatch.class.getName()
                        + "\", throughput = 1 }")
                .collect(Collectors.joining("\n"));
        return ConfigFactory.parseString("""
                %s = "%s"
                pekko {
                  scheduler.implementation = "%s"
                  actor.provider = local
                  loggers = []
                  loglevel = OFF
                  stdout-loglevel = OFF
                  jvm-shutdown-hooks = off
                  coordinated-shutdown.run-by-actor-system-terminate = off
                }
                %s
                """.formatted(NAME, loop, LoopScheduler.class.getName(), dispatchers));
    }
}
