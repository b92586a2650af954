/** Whole swarms for JUnit 5 tests: {@link dev.troupe.testkit.TroupeTest} and {@link dev.troupe.testkit.TestSwarm}. */
@NullMarked
package dev.troupe.testkit;

import org.jspecify.annotations.NullMarked;
