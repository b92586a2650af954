package dev.troupe.app.running;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.settings.Settings;
import dev.troupe.app.settings.UpOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.pekko.actor.Address;

/**
 * The place of a manager among the managers of its swarm.
 *
 * @param journal opens what all managers write to
 * @param config what is different from {@code conf/troupe.conf}
 * @param others managers to join; none: it begins a cluster
 * @param nodes the nodes of this JVM, when they outlive the manager; absent: it starts those that the options name
 */
public record Membership(
        BiFunction<UpOptions, Settings, Journal> journal,
        Config config,
        List<Address> others,
        Optional<LocalNodes> nodes) {

    /** The one manager there is, as long as nobody joins it. */
    static final Membership ALONE = new Membership(Journal::open, ConfigFactory.empty(), List.of(), Optional.empty());
}
