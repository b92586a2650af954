/** How entities reach each other, wherever they live. */
@NullMarked
package dev.troupe.actors.post;

import org.jspecify.annotations.NullMarked;
