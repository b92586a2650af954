/** What people ask for, in Docker's nouns, free of Docker's spelling. */
@NullMarked
package dev.troupe.core.spec;

import org.jspecify.annotations.NullMarked;
