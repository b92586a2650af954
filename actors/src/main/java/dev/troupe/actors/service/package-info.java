/** The service entity and its two supervisors. */
@NullMarked
package dev.troupe.actors.service;

import org.jspecify.annotations.NullMarked;
