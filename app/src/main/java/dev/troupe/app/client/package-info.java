/** How commands talk to a running Troupe. */
@NullMarked
package dev.troupe.app.client;

import org.jspecify.annotations.NullMarked;
