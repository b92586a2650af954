/** What belongs to an engine or is not supported yet: empty lists, clear refusals. */
@NullMarked
package dev.troupe.http.elsewhere;

import org.jspecify.annotations.NullMarked;
