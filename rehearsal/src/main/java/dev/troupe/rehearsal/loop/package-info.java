/** One thread and one virtual clock for a whole actor system. */
@NullMarked
package dev.troupe.rehearsal.loop;

import org.jspecify.annotations.NullMarked;
