package dev.troupe.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes the swarm that a test asks for, ends it, and tells its story when the test has failed. */
final class TroupeExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace HERE = Namespace.create(TroupeExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == TestSwarm.class
                && test.getTestMethod().isPresent();
    }

    @Override
    public TestSwarm resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getStore(HERE).getOrComputeIfAbsent(TestSwarm.class, any -> swarm(test), TestSwarm.class);
    }

    private static TestSwarm swarm(ExtensionContext test) {
        var asked = test.getTestMethod()
                .flatMap(method -> AnnotationSupport.findAnnotation(method, TroupeTest.class))
                .or(() -> AnnotationSupport.findAnnotation(test.getRequiredTestClass(), TroupeTest.class))
                .orElseThrow();
        var builder =
                TestSwarm.builder().nodes(asked.nodes()).seed(asked.seed()).managers(asked.managers());
        return asked.realTime() ? builder.realTime().start() : builder.start();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        var swarm = test.getStore(HERE).remove(TestSwarm.class, TestSwarm.class);
        if (swarm == null) return;
        try (swarm) {
            if (test.getExecutionException().isPresent()) {
                System.out.println("What happened in " + test.getDisplayName() + ":\n" + swarm.history());
            }
        }
    }
}
