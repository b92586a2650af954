/** Names of things: opaque identifiers, 25 characters of {@code [0-9a-z]} (OM-2). */
@NullMarked
package dev.troupe.core.id;

import org.jspecify.annotations.NullMarked;
