/** What should happen: values, commands, events and rules; no clock, no chance, no I/O. */
@NullMarked
package dev.troupe.core;

import org.jspecify.annotations.NullMarked;
