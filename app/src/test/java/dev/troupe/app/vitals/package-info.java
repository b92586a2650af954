@NullMarked
package dev.troupe.app.vitals;

import org.jspecify.annotations.NullMarked;
