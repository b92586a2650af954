/** Docker's words to ours and back; Troupe's own streams. */
@NullMarked
package dev.troupe.http;

import org.jspecify.annotations.NullMarked;
