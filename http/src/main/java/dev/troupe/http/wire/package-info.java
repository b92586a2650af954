/** What every route speaks in: calls, replies, filters, versions, Docker's way of writing JSON. */
@NullMarked
package dev.troupe.http.wire;

import org.jspecify.annotations.NullMarked;
