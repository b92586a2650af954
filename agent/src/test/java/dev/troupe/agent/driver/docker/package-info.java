/** Stories of tasks as containers, with a real engine. */
@NullMarked
package dev.troupe.agent.driver.docker;

import org.jspecify.annotations.NullMarked;
