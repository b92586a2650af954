package dev.troupe.core.name;

import dev.troupe.core.id.ServiceId;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/** Which service has which name; keys are lower case. */
public record NameBook(PMap<String, ServiceId> services) {

    /** The only book there is, as the journal calls it. */
    public static final String ID = "book";

    public static final NameBook EMPTY = new NameBook(HashTreePMap.empty());
}
