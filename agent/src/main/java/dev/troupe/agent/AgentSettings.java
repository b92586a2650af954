package dev.troupe.agent;

import java.time.Duration;

/**
 * How an agent paces itself.
 *
 * @param heartbeat period of beats until a manager's Welcome says another
 * @param linger how long news of tasks waits for more news before both go out together (D-15)
 * @param resend first pause before unacknowledged news is sent again; doubles up to 8 s
 * @param describe how often the node is looked at again (D-20)
 */
public record AgentSettings(Duration heartbeat, Duration linger, Duration resend, Duration describe) {

    public static final AgentSettings DEFAULT = new AgentSettings(
            Duration.ofSeconds(5), Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofSeconds(20));

    public AgentSettings withHeartbeat(Duration heartbeat) {
        return new AgentSettings(heartbeat, linger, resend, describe);
    }
}
