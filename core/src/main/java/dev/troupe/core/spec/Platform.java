package dev.troupe.core.spec;

/** An operating system and an architecture; an empty word matches any (SC-11). */
public record Platform(String os, String architecture) {}
