/** What a process is told before it starts: the files of conf/, the options of {@code up}, the machine it runs on. */
@NullMarked
package dev.troupe.app.settings;

import org.jspecify.annotations.NullMarked;
