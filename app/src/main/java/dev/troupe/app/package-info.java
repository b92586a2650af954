/** Where the process starts. The wiring is in {@code running}, what a person types in {@code command}. */
@NullMarked
package dev.troupe.app;

import org.jspecify.annotations.NullMarked;
