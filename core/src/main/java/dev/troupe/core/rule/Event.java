package dev.troupe.core.rule;

/** Something that has happened. Past tense, complete, readable ten versions from now. */
public interface Event {}
