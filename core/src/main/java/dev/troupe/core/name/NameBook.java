package dev.troupe.core.name;

import dev.troupe.core.id.ServiceId;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/** Which service has which name; keys are lower case. */
public record NameBook(PMap<String, ServiceId> services) {
    public static final NameBook EMPTY = new NameBook(HashTreePMap.empty());
}
