/** Services: Docker's specs to ours and back. */
@NullMarked
package dev.troupe.http.services;

import org.jspecify.annotations.NullMarked;
