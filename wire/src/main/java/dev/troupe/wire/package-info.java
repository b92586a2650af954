/** What entities on different managers say to each other, as bytes. */
@NullMarked
package dev.troupe.wire;

import org.jspecify.annotations.NullMarked;
