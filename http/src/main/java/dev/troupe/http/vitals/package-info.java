/** What is asked by those who watch: {@code /metrics}, readiness, liveness. */
@NullMarked
package dev.troupe.http.vitals;

import org.jspecify.annotations.NullMarked;
