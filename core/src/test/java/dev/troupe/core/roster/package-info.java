@NullMarked
package dev.troupe.core.roster;

import org.jspecify.annotations.NullMarked;
