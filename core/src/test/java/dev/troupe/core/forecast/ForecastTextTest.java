package dev.troupe.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.core.forecast.Report.Ending;
import dev.troupe.core.forecast.Report.Low;
import dev.troupe.core.forecast.Report.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForecastTextTest {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private static Report run(Ending ending, double seconds, int running) {
        return new Report(
                ending,
                "",
                Duration.ofMillis((long) (seconds * 1000)),
                List.of(new Low("web", 3, running, Duration.ofMillis(400))),
                List.of(),
                0,
                List.of());
    }

    private static Forecast forecast(Report plain, List<Report> runs, List<String> failures) {
        return new Forecast(
                "update of web",
                NOON,
                4711,
                Optional.empty(),
                List.of(
                        new Step(
                                "web.1",
                                "web:2",
                                Optional.of("node-1"),
                                Optional.of("node-12"),
                                Duration.ofMillis(20),
                                Optional.of(Duration.ofMillis(400)),
                                Optional.of(Duration.ofMillis(2_100))),
                        new Step(
                                "web.12",
                                "web:2",
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofSeconds(5),
                                Optional.empty(),
                                Optional.empty())),
                Optional.of(plain),
                Optional.of(Tally.of(runs)),
                runs.size(),
                failures,
                List.of("a write takes 0.004 s, as 12 did"),
                Duration.ofSeconds(3));
    }

    @Test
    void anUpdateThatGoesWellIsToldInAFewLines() {
        var plain = run(Ending.COMPLETED, 12.34, 3);

        assertThat(ForecastText.lines(forecast(plain, List.of(plain, run(Ending.COMPLETED, 14, 3)), List.of())))
                .containsExactly(
                        "The update of web, rehearsed; nothing was written.",
                        "",
                        "Completes after 12.3 s; 2 new tasks.",
                        "Of 2 runs half took up to 12.3 s, 90 % up to 14.0 s, 99 % up to 14.0 s; all between 12.3 s and 14.0 s.",
                        "web: never fewer than 3 running.",
                        "Capacity suffices.",
                        "",
                        "2 runs, in 3.00 s:",
                        "  100.0 %  it completes",
                        "",
                        "The plan, without failures; seconds from the order:",
                        "     0.02  web.1   on node-1   runs at 2.10, instead of the one on node-12 (gone at 0.40)",
                        "     5.00  web.12  on nowhere  does not run",
                        "",
                        "Timings, as the journal has seen them up to fact 4711:",
                        "  a write takes 0.004 s, as 12 did");
    }

    @Test
    void whatFailuresDoIsToldByTheirShare() {
        var runs = new ArrayList<Report>();
        IntStream.range(0, 6).forEach(any -> runs.add(run(Ending.COMPLETED, 12, 3)));
        IntStream.range(0, 3).forEach(any -> runs.add(run(Ending.PAUSED, 7, 2)));
        runs.add(run(Ending.ROLLED_BACK, 9, 1));

        var lines =
                ForecastText.lines(forecast(run(Ending.COMPLETED, 12, 3), runs, List.of("1 node breaking for good")));

        assertThat(lines)
                .contains(
                        "web: never fewer than 3 running; in the worst run 1.",
                        "10 runs with 1 node breaking for good, in 3.00 s:",
                        "   60.0 %  it completes",
                        "   30.0 %  it pauses",
                        "   10.0 %  it rolls back",
                        "   40.0 %  web runs fewer than 3 for a while, 1 at worst");
    }

    @Test
    void whatIsMissingIsToldInTheSchedulersWords() {
        var stuck = new Report(
                Ending.STUCK,
                "update in progress",
                Duration.ofMinutes(3),
                List.of(new Low("web", 3, 2, Duration.ofMillis(400))),
                List.of(new Waiting("web.1", "no suitable node (insufficient resources on 2 nodes)")),
                0,
                List.of());

        assertThat(ForecastText.lines(forecast(stuck, List.of(stuck), List.of())))
                .contains(
                        "Without any failure it gets stuck after 3 min 0 s (update in progress); 2 new tasks.",
                        "web: as few as 2 of 3 running, first 0.40 s in.",
                        "Capacity does not suffice; these would wait:",
                        "  web.1: no suitable node (insufficient resources on 2 nodes)",
                        "  100.0 %  tasks wait: no suitable node (insufficient resources on 2 nodes)");
    }

    @Test
    void ofManyThatWaitForTheSameReasonAFewAreNamed() {
        var waiting = new ArrayList<Waiting>();
        IntStream.rangeClosed(4, 100)
                .forEach(slot -> waiting.add(new Waiting("web." + slot, "no suitable node (full)")));
        waiting.add(new Waiting("web.101", "no suitable node (other)"));
        var stuck = new Report(Ending.STUCK, "", Duration.ofSeconds(3), List.of(), waiting, 0, List.of());

        assertThat(ForecastText.lines(forecast(stuck, List.of(stuck), List.of())))
                .containsSequence(
                        "Capacity does not suffice; these would wait:",
                        "  web.4, web.5, web.6, web.7, web.8, web.9 and 91 more: no suitable node (full)",
                        "  web.101: no suitable node (other)");
    }

    @Test
    void anOrderThatWouldBeRefusedNeedsOneLine() {
        var refused = Forecast.refused("removal of node-2", NOON, 7, "it is not down", Duration.ZERO);

        assertThat(ForecastText.lines(refused))
                .containsExactly("The removal of node-2 would be refused: it is not down");
    }

    @Test
    void percentilesAreDurationsThatWere() {
        var spread = Spread.of(IntStream.rangeClosed(1, 200)
                        .mapToObj(Duration::ofSeconds)
                        .toList())
                .orElseThrow();

        assertThat(spread)
                .isEqualTo(new Spread(
                        200,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(100),
                        Duration.ofSeconds(180),
                        Duration.ofSeconds(198),
                        Duration.ofSeconds(200)));
        assertThat(Spread.of(List.of(Duration.ofSeconds(3))).orElseThrow().p99())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(Spread.of(List.of())).isEmpty();
    }

    @Test
    void timesOfRunsThatDidNotCompleteDoNotCountBesideThoseThatDid() {
        var tally = Tally.of(List.of(run(Ending.PAUSED, 1, 3), run(Ending.COMPLETED, 9, 3), run(Ending.PAUSED, 2, 3)));

        assertThat(tally.took().orElseThrow().count()).isEqualTo(1);
        assertThat(tally.took().orElseThrow().median()).isEqualTo(Duration.ofSeconds(9));
        assertThat(tally.runs(Ending.PAUSED)).isEqualTo(2);
    }
}
