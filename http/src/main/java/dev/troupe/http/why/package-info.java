/** Why things are as they are, over HTTP. */
@NullMarked
package dev.troupe.http.why;

import org.jspecify.annotations.NullMarked;
