package dev.troupe.persistence;

/**
 * How the journal calls a kind of event: {@code service.created/1}. Written with every event and never changed
 * afterwards, whatever the Java class is called by then.
 *
 * @param word {@code kind.what-happened}
 * @param version of its payload, from 1
 */
public record EventName(String word, int version) {

    /** The reverse of {@link #toString()}; throws {@link IllegalArgumentException} on anything else. */
    public static EventName parse(String text) {
        var slash = text.lastIndexOf('/');
        try {
            if (slash > 0) return new EventName(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException notANumber) {
            // Falls through: said below, with the whole text.
        }
        throw new IllegalArgumentException("not the name of an event: " + text);
    }

    @Override
    public String toString() {
        return word + "/" + version;
    }
}
