/** Looking after a journal as a whole: checking it, carrying it elsewhere, replaying it, giving up what is too old. */
@NullMarked
package dev.troupe.persistence.care;

import org.jspecify.annotations.NullMarked;
