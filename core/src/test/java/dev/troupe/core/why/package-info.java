@org.jspecify.annotations.NullMarked
package dev.troupe.core.why;
