/** Whole swarms on virtual time: the same actors as in earnest, one thread, failures from a seed. */
@NullMarked
package dev.troupe.rehearsal;

import org.jspecify.annotations.NullMarked;
