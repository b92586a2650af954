/** Troupe's own word on its past; how each read of Docker's API does so is {@link dev.troupe.http.Stage}'s. */
@NullMarked
package dev.troupe.http.past;

import org.jspecify.annotations.NullMarked;
