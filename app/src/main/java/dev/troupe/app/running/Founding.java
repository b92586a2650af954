package dev.troupe.app.running;

import dev.troupe.actors.Answer;
import dev.troupe.actors.SwarmActors;
import dev.troupe.core.id.Ids;
import dev.troupe.core.node.Availability;
import dev.troupe.core.node.NodeFacts;
import dev.troupe.core.node.NodeSpec;
import dev.troupe.core.node.Role;
import dev.troupe.core.roster.NodeView;
import dev.troupe.core.rule.Cause;
import dev.troupe.core.swarm.SwarmCommand;
import dev.troupe.core.swarm.SwarmSpec;
import dev.troupe.core.swarm.Tokens;
import dev.troupe.http.SwarmFounding;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Founds the swarm of this process: its identity, authority and tokens. At the first start, and whenever it was left and
 * is asked for anew; its nodes are then as if they had just joined.
 */
final class Founding implements SwarmFounding {

    private final SwarmActors actors;
    private final InstantSource clock;
    private final Ids ids;

    Founding(SwarmActors actors, InstantSource clock, Ids ids) {
        this.actors = actors;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public CompletionStage<Answer<String>> found(SwarmSpec spec, Availability availability, Cause cause) {
        var authority = Authority.found(clock.instant());
        var digest = digest(authority.encoded());
        var initialise = new SwarmCommand.Initialise(
                ids.get(), spec, authority.certificate(), authority.key(), token(digest), token(digest));
        return actors.clear(node -> spec(node, availability), cause)
                .thenCompose(cleared -> actors.ask(initialise, cause))
                .thenApply(answer -> switch (answer) {
                    case Answer.Refused<String> refused -> refused;
                    case Answer.Done<String> _ -> new Answer.Done<>(manager());
                });
    }

    /** Labels and availability belonged to the swarm that is over. Only the node that founds the next one is asked about. */
    private static NodeSpec spec(NodeFacts node, Availability founder) {
        return new NodeSpec("", Map.of(), node.role(), node.role() == Role.MANAGER ? founder : Availability.ACTIVE);
    }

    /** Empty before the first start of a node. */
    private String manager() {
        return actors.roster().nodes().stream()
                .map(NodeView::facts)
                .filter(facts -> facts.role() == Role.MANAGER)
                .map(facts -> facts.id().value())
                .findFirst()
                .orElse("");
    }

    private static String token(byte[] digest) {
        var secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        return Tokens.format(digest, secret);
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }
}
