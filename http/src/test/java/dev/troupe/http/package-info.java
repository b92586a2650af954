/** Tests of the doors, against a swarm made of plain maps. */
@NullMarked
package dev.troupe.http;

import org.jspecify.annotations.NullMarked;
