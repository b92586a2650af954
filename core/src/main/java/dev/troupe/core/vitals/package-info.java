/** How long things took, read off the feed. */
@NullMarked
package dev.troupe.core.vitals;

import org.jspecify.annotations.NullMarked;
