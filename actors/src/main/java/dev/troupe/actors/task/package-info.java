/** The task entity. */
@NullMarked
package dev.troupe.actors.task;

import org.jspecify.annotations.NullMarked;
