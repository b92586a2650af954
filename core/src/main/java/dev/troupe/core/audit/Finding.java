package dev.troupe.core.audit;

/**
 * Something about a journal that should not be so.
 *
 * @param where which fact or entity: {@code offset 17, task|t1#3 task.observed/1}
 * @param what in words for people
 */
public record Finding(String where, String what) {
    @Override
    public String toString() {
        return where + ": " + what;
    }
}
