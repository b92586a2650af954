/** How this process does: its figures for Prometheus, whether it is ready, what it tells operators. */
@NullMarked
package dev.troupe.app.vitals;

import org.jspecify.annotations.NullMarked;
