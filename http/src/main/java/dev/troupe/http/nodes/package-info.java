/** Nodes, as clients see and change them. */
@NullMarked
package dev.troupe.http.nodes;

import org.jspecify.annotations.NullMarked;
