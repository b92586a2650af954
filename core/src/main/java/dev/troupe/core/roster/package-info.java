/** The roster: the present, folded from the feed. Answers every list; holds nothing of its own. */
@NullMarked
package dev.troupe.core.roster;

import org.jspecify.annotations.NullMarked;
