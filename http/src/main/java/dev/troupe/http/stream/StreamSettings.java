package dev.troupe.http.stream;

import java.time.Duration;

/**
 * How much a stream bears with its reader.
 *
 * @param patience a reader that takes nothing for so long, though there is something, is told where to resume; after as
 *     long again it is cut off
 * @param mostBehind a reader that was at the present and is now so many facts behind is told where to resume
 */
public record StreamSettings(Duration patience, long mostBehind) {}
