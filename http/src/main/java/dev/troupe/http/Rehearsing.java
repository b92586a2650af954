package dev.troupe.http;

import dev.troupe.actors.Answer;
import java.util.concurrent.Flow;

/** Where a client's order is rehearsed: somewhere that slows nothing that lives, and writes nothing to its journal. */
public interface Rehearsing {

    /**
     * Rehearses what a request asks for, from the present.
     *
     * @param request the body of the request, which has been found good
     * @return lines of JSON: now and then {@code {"progress":{"runs":120,"of":1000}}}, in the end
     *     {@code {"forecast":{...}}}, or {@code {"failed":{"message":"..."}}} with a text for people. One subscriber, who ends it by
     *     cancelling. Refused while there is no room for another rehearsal
     */
    Answer<Flow.Publisher<String>> rehearse(String request);
}
