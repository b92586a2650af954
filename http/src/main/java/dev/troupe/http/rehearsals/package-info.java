/** {@code /troupe/v1/rehearsals}: what would come of an order. */
@NullMarked
package dev.troupe.http.rehearsals;

import org.jspecify.annotations.NullMarked;
