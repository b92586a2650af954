/** What every rule speaks in: decisions, refusals, facts and their causes. */
@NullMarked
package dev.troupe.core.rule;

import org.jspecify.annotations.NullMarked;
