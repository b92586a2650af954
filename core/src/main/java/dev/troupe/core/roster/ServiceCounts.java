package dev.troupe.core.roster;

/**
 * How many tasks a service has, as {@code docker service ls} shows it (T-2).
 *
 * @param running observed running, whatever is wanted of them and however their node stands
 * @param desired how many the service wants
 * @param completed of a job; a replicated service has none
 */
public record ServiceCounts(int running, int desired, int completed) {

    /** The counts of a service that clients see. */
    public static ServiceCounts of(Roster roster, ServiceView service) {
        return new ServiceCounts(roster.running(service.id()), service.spec().replicas(), 0);
    }
}
