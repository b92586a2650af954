package dev.troupe.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.rule.Refusal;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RepliesTest {

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(new Refusal.Invalid("x"), 400, "InvalidArgument"),
                Arguments.of(new Refusal.Precondition("x"), 400, "FailedPrecondition"),
                Arguments.of(new Refusal.NotFound("x"), 404, "NotFound"),
                Arguments.of(new Refusal.Conflict("x"), 409, "AlreadyExists"),
                Arguments.of(new Refusal.Unsupported("x"), 501, "Unimplemented"),
                Arguments.of(new Refusal.Unavailable("x"), 503, "Unavailable"),
                Arguments.of(new Refusal.OutOfDate(1, 2), 500, "Unknown"));
    }

    @ParameterizedTest // OM-18, OM-4
    @MethodSource("refusals")
    void aRefusalOfTheSwarmIsToldAsDockerTellsIt(Refusal why, int status, String code) {
        var problem = Replies.refused(why);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.text())
                .isEqualTo("rpc error: code = " + code + " desc = "
                        + (why instanceof Refusal.OutOfDate ? "update out of sequence" : "x"));
    }
}
