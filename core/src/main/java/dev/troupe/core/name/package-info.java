/** The book of unique names (OM-15). */
@NullMarked
package dev.troupe.core.name;

import org.jspecify.annotations.NullMarked;
