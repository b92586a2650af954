package dev.troupe.testkit;

import dev.troupe.rehearsal.Stage;
import java.util.ArrayDeque;
import java.util.Deque;

/** Stages are dear to build: one that a test gives back serves the next. As many as there are tests at a time. */
final class Stages {

    private static final Deque<Stage> FREE = new ArrayDeque<>();

    private Stages() {}

    static Stage take() {
        synchronized (FREE) {
            if (!FREE.isEmpty()) return FREE.pop();
        }
        return new Stage();
    }

    static void giveBack(Stage stage) {
        synchronized (FREE) {
            FREE.push(stage);
        }
    }
}
