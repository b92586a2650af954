/** On every node: the session with a manager, task runners, drivers. */
@NullMarked
package dev.troupe.agent;

import org.jspecify.annotations.NullMarked;
