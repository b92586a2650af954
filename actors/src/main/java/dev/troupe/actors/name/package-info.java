/** The name book entity. */
@NullMarked
package dev.troupe.actors.name;

import org.jspecify.annotations.NullMarked;
