/** All that ever happened, in one order. */
@NullMarked
package dev.troupe.core.feed;

import org.jspecify.annotations.NullMarked;
