/** Stories of tasks on their node. */
@NullMarked
package dev.troupe.agent.task;

import org.jspecify.annotations.NullMarked;
