/** Tasks as containers of an engine, over its socket: Docker's, or Podman's that speaks the same. */
@NullMarked
package dev.troupe.agent.driver.docker;

import org.jspecify.annotations.NullMarked;
