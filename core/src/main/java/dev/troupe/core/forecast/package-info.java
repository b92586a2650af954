/** What a rehearsal of one order was asked for, and what it found. */
@NullMarked
package dev.troupe.core.forecast;

import org.jspecify.annotations.NullMarked;
