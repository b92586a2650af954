package dev.troupe.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class, or one test, a {@link TestSwarm} of its own as a parameter. When the test fails, what happened in the
 * swarm is printed as a story.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(TroupeExtension.class)
public @interface TroupeTest {

    /** How many; they are called {@code node-1}, {@code node-2} and so on, and the first is the manager. */
    int nodes() default 3;

    /** More than one: real time, and managers that can be lost one by one; {@link TestSwarm.Builder#managers}. */
    int managers() default 1;

    /** The clock of the machine, and Docker's API on a free port: {@link TestSwarm.Builder#realTime}. */
    boolean realTime() default false;

    /** The order of what happens at the same time, ids and all chance follow from it. */
    long seed() default 1;
}
