/** Nodes: where tasks run. A node owns its capacity and its host ports. */
@NullMarked
package dev.troupe.core.node;

import org.jspecify.annotations.NullMarked;
