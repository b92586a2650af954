/** Tasks: one attempt to run a service's container on a node. A task never moves and never restarts (OM-38). */
@NullMarked
package dev.troupe.core.task;

import org.jspecify.annotations.NullMarked;
