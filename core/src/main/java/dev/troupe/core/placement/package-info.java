/** Which node a task goes to: filters, scores, spreading, and the words that explain a "nowhere" (section 8). */
@NullMarked
package dev.troupe.core.placement;

import org.jspecify.annotations.NullMarked;
