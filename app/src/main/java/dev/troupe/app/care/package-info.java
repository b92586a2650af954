/** {@code troupe journal}: verify, export, import, replay, compact, stats. */
@NullMarked
package dev.troupe.app.care;

import org.jspecify.annotations.NullMarked;
