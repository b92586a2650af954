/** Tasks on their node: the rules of their life there, and the runner that carries them out at a driver. */
@NullMarked
package dev.troupe.agent.task;

import org.jspecify.annotations.NullMarked;
