package dev.troupe.core.why;

import static dev.troupe.core.why.Ledger.WEB;
import static dev.troupe.core.why.Ledger.node;

import dev.troupe.core.id.TaskId;
import java.util.List;
import java.util.Optional;

/** A swarm with a ledger of what happened, and somebody who asks why. */
abstract class Asking {
    final Ledger ledger = new Ledger("one", "two", "three");

    Story task(int slot) {
        return ledger.why().task(ledger.inSlot(slot)).orElseThrow();
    }

    Story task(TaskId id) {
        return ledger.why().task(id).orElseThrow();
    }

    Story service() {
        return ledger.why().service(WEB).orElseThrow();
    }

    Story nodeNamed(String hostname) {
        return ledger.why().node(node(hostname)).orElseThrow();
    }

    static List<String> texts(Story story) {
        return story.chain().stream().map(Story.Line::text).toList();
    }

    static List<String> needs(Story story) {
        return story.needs().stream().map(Story.Need::what).toList();
    }

    static List<String> commands(Story story) {
        return story.needs().stream()
                .map(Story.Need::command)
                .flatMap(Optional::stream)
                .toList();
    }

    static List<String> waits(Story story) {
        return story.waits().stream().map(Story.Wait::what).toList();
    }
}
