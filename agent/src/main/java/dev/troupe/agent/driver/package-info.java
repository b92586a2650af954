/** The port to whatever really runs a task on a node: containers, processes, or a simulation of them. */
@NullMarked
package dev.troupe.agent.driver;

import org.jspecify.annotations.NullMarked;
