/** Where requests come in: a TCP port, a unix socket, and who may pass. */
@NullMarked
package dev.troupe.http.door;

import org.jspecify.annotations.NullMarked;
