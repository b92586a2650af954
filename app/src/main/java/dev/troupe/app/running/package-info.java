/** A running Troupe: its actors, journal, nodes, doors and vitals, put together and taken apart. */
@NullMarked
package dev.troupe.app.running;

import org.jspecify.annotations.NullMarked;
