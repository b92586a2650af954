/** Tasks as plain processes of the host: no image, no isolation, but a group, a directory and a user of their own. */
@NullMarked
package dev.troupe.agent.driver.process;

import org.jspecify.annotations.NullMarked;
