package dev.troupe.rehearsal;

import java.time.Duration;

/** Something that happens to a swarm in a rehearsal: what a client asks, or what breaks, or is mended. */
sealed interface Happening {

    /** As a story tells it. */
    String words();

    /** A client wants a service; one that is there already is changed. */
    record Ask(Wish wish) implements Happening {
        @Override
        public String words() {
            return "a client wants " + wish.words();
        }
    }

    record RollBack(String service) implements Happening {
        @Override
        public String words() {
            return "a client rolls " + service + " back";
        }
    }

    record Remove(String service) implements Happening {
        @Override
        public String words() {
            return "a client removes " + service;
        }
    }

    record Drain(String node) implements Happening {
        @Override
        public String words() {
            return "a client drains " + node;
        }
    }

    record Activate(String node) implements Happening {
        @Override
        public String words() {
            return "a client makes " + node + " active";
        }
    }

    /** The power of a node fails; it is back after {@code downtime}. */
    record Crash(String node, Duration downtime) implements Happening {
        @Override
        public String words() {
            return node + " loses power for " + downtime.toMillis() + " ms";
        }
    }

    /** A node breaks for good; {@code after} that, a client removes it by force. */
    record RemoveNode(String node, Duration after) implements Happening {
        @Override
        public String words() {
            return node + " breaks for good; a client removes it after " + after.toMillis() + " ms";
        }
    }

    record Cut(String node, Duration time) implements Happening {
        @Override
        public String words() {
            return node + " is cut off for " + time.toMillis() + " ms";
        }
    }

    record Hang(String node, Duration time) implements Happening {
        @Override
        public String words() {
            return node + " hangs for " + time.toMillis() + " ms";
        }
    }

    /** The agent's process dies and starts again; its containers run on. */
    record AgentRestart(String node, Duration downtime) implements Happening {
        @Override
        public String words() {
            return "the agent of " + node + " is away for " + downtime.toMillis() + " ms";
        }
    }

    record ManagerCrash(Duration downtime) implements Happening {
        @Override
        public String words() {
            return "the manager is killed, and back after " + downtime.toMillis() + " ms";
        }
    }

    record BadMail(Mail.Weather weather, Duration time) implements Happening {
        @Override
        public String words() {
            return "for %d ms %.0f %% of messages are lost, %.0f %% come twice, %.0f %% up to %d ms late"
                    .formatted(
                            time.toMillis(),
                            weather.lost() * 100,
                            weather.doubled() * 100,
                            weather.late() * 100,
                            weather.delay().toMillis());
        }
    }

    record BadJournal(double failing, double late, Duration longest, Duration time) implements Happening {
        @Override
        public String words() {
            return "for %d ms %.0f %% of writes fail, %.0f %% come up to %d ms late"
                    .formatted(time.toMillis(), failing * 100, late * 100, longest.toMillis());
        }
    }

    /** What breaks, as against what a client asks. */
    default boolean isFault() {
        return switch (this) {
            case Ask _, RollBack _, Remove _, Drain _, Activate _ -> false;
            case Crash _, RemoveNode _, Cut _, Hang _, AgentRestart _, ManagerCrash _, BadMail _, BadJournal _ -> true;
        };
    }
}
