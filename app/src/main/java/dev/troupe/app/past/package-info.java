/** The journal read as history: for a running Troupe, and for one that is stopped. */
@NullMarked
package dev.troupe.app.past;

import org.jspecify.annotations.NullMarked;
