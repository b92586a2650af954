/** What a manager and the agent on a node say to each other; the same words in one JVM and between hosts. */
@NullMarked
package dev.troupe.core.session;

import org.jspecify.annotations.NullMarked;
