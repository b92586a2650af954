/** The output of services and tasks. */
@NullMarked
package dev.troupe.http.logs;

import org.jspecify.annotations.NullMarked;
