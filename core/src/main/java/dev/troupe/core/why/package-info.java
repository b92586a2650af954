/** Why things are as they are: the chain of causes, told from the facts and the roster. */
@NullMarked
package dev.troupe.core.why;

import org.jspecify.annotations.NullMarked;
