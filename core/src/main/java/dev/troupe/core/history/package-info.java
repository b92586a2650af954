/** What happened, told for people and for readers that know no event: who it is about, in which words. */
@NullMarked
package dev.troupe.core.history;

import org.jspecify.annotations.NullMarked;
