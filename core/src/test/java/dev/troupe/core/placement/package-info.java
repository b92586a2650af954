@NullMarked
package dev.troupe.core.placement;

import org.jspecify.annotations.NullMarked;
