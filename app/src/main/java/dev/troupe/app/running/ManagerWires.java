package dev.troupe.app.running;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.remote.RemoteActorRefProvider;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter$Direction$Both$;
import scala.jdk.javaapi.FutureConverters;

/** The wires between managers of one JVM, which can be cut: by Artery's own means for tests, so that all its streams are real. */
@SuppressWarnings("deprecation") // The words of those means are those of the transport before Artery, and as old.
public final class ManagerWires {

    /** A manager whose wires can be cut has this in its configuration. */
    static final Config CUTTABLE = ConfigFactory.parseString("pekko.remote.artery.advanced.test-mode = on");

    private ManagerWires() {}

    /** From now on nothing passes between these two, either way. */
    static void cut(ActorSystem<?> manager, Address other) {
        set(manager, other, ThrottlerTransportAdapter.Blackhole$.MODULE$);
    }

    static void mend(ActorSystem<?> manager, Address other) {
        set(manager, other, ThrottlerTransportAdapter.Unthrottled$.MODULE$);
    }

    private static void set(ActorSystem<?> manager, Address other, ThrottlerTransportAdapter.ThrottleMode mode) {
        var provider = (RemoteActorRefProvider) ((ExtendedActorSystem) manager.classicSystem()).provider();
        var _ = FutureConverters.asJava(provider.transport()
                        .managementCommand(new ThrottlerTransportAdapter.SetThrottle(
                                other, ThrottlerTransportAdapter$Direction$Both$.MODULE$, mode)))
                .toCompletableFuture()
                .join();
    }
}
