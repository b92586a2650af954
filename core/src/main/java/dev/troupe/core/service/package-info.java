/** Services: what people ask for, kept true slot by slot. A service owns its slots, rollout and restart history. */
@NullMarked
package dev.troupe.core.service;

import org.jspecify.annotations.NullMarked;
