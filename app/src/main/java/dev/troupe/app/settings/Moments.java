package dev.troupe.app.settings;

import dev.troupe.core.feed.Moment;
import java.time.Instant;
import java.time.ZoneId;

/** Moments as they are written on a command line: without a zone, times are those of this machine. */
public final class Moments {

    private Moments() {}

    /** The name of this machine's time zone: what people read here is written in it, as what they type is read in it. */
    public static String zone() {
        return ZoneId.systemDefault().getId();
    }

    /** @param where the option or word that says it, for whoever wrote it wrong */
    public static Moment parse(String where, String text) {
        var now = Instant.now();
        Moment moment;
        try {
            moment = Moment.parse(text, now, ZoneId.systemDefault());
        } catch (IllegalArgumentException wrong) {
            throw new Misuse(where + ": " + wrong.getMessage(), wrong);
        }
        if (moment instanceof Moment.AtTime(var time) && time.isAfter(now)) {
            throw new Misuse(where + ": " + text + " is still to come");
        }
        return moment;
    }

    /** The same for the API, which knows nothing of this machine's zone. */
    public static String forApi(String where, String text) {
        return switch (parse(where, text)) {
            case Moment.AtTime(var time) -> time.toString();
            case Moment.AtOffset(var offset) -> Long.toString(offset);
        };
    }

    /** A time, past or still to come. */
    public static Instant time(String where, String text) {
        try {
            if (Moment.parse(text, Instant.now(), ZoneId.systemDefault()) instanceof Moment.AtTime(var time))
                return time;
        } catch (IllegalArgumentException wrong) {
            throw new Misuse(where + ": " + wrong.getMessage(), wrong);
        }
        throw new Misuse(where + ": a time is expected, not the offset " + text);
    }
}
