package dev.troupe.persistence;

import com.typesafe.config.Config;
import java.util.Optional;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/** The snapshots beside a {@link MemoryJournal}: the last one of each entity. Named in {@code conf/memory.conf}. */
public final class MemorySnapshotsPlugin extends SnapshotStore {

    private final MemoryJournal journal;

    public MemorySnapshotsPlugin(Config config) {
        journal = MemoryJournal.named(config.getString("name"));
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return Futures.successful(journal.snapshot(persistenceId)
                .filter(snapshot ->
                        criteria.maxSequenceNr() >= snapshot.metadata().sequenceNr()));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object state) {
        journal.keep(new SelectedSnapshot(metadata, state));
        return Futures.successful(null);
    }

    /** Only the last one is kept, and entities delete older ones: there is nothing to do. */
    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return Futures.successful(null);
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return Futures.successful(null);
    }
}
