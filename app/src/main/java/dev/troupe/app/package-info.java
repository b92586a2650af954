/** The command line, the roles a process can play, and the wiring. */
@NullMarked
package dev.troupe.app;

import org.jspecify.annotations.NullMarked;
