/** What stories of all drivers need. */
@NullMarked
package dev.troupe.agent.driver;

import org.jspecify.annotations.NullMarked;
