package dev.troupe.http.door;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/** What has to differ from Pekko HTTP's defaults (1.8). */
final class Tuning {
    private Tuning() {}

    /**
     * Streams idle for hours; dockerode repeats whole specs in the query; query strings come unescaped; registry
     * credentials make long headers. And while a stream goes out, something must go on reading, or nobody notices that
     * the client has gone: hence room for one more request.
     */
    static ServerSettings of(ActorSystem<?> system, String version) {
        var ours = """
        pekko.http.server {
          server-header = "Troupe/%s (linux)"
          idle-timeout = infinite
          request-timeout = infinite
          linger-timeout = 1s
          pipelining-limit = 2
          default-host-header = "localhost"
          parsing {
            max-uri-length = 1m
            max-header-value-length = 256k
            max-content-length = 16m
            uri-parsing-mode = relaxed
            illegal-header-warnings = off
            error-logging-verbosity = off
            error-handler = "%s"
          }
        }
        """.formatted(version, ParsingTrouble.class.getName());
        return ServerSettings.create(
                ConfigFactory.parseString(ours).withFallback(system.settings().config()));
    }
}
