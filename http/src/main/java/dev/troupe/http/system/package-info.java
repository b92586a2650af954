/** Ping, version, info, disk usage and the event stream. */
@NullMarked
package dev.troupe.http.system;

import org.jspecify.annotations.NullMarked;
