/** The journal: names and versions of events, snapshots, the ordered feed. */
@NullMarked
package dev.troupe.persistence;

import org.jspecify.annotations.NullMarked;
