/** The other commands: what a person types, and what is printed. */
@NullMarked
package dev.troupe.app.command;

import org.jspecify.annotations.NullMarked;
