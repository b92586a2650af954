/** Whether a journal holds together, and what of it may be given up. */
@NullMarked
package dev.troupe.core.audit;

import org.jspecify.annotations.NullMarked;
