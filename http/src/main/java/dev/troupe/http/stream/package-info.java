/** Troupe's own streams: what happens, as it happens. */
@NullMarked
package dev.troupe.http.stream;

import org.jspecify.annotations.NullMarked;
