/** Measurements; not part of the test run. */
@NullMarked
package dev.troupe.bench;

import org.jspecify.annotations.NullMarked;
