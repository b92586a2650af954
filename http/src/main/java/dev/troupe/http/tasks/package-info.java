/** Tasks, as clients see them. */
@NullMarked
package dev.troupe.http.tasks;

import org.jspecify.annotations.NullMarked;
