package dev.troupe.http;

import dev.troupe.actors.Answer;
import dev.troupe.core.forecast.Forecast;
import dev.troupe.core.forecast.Report;
import dev.troupe.core.forecast.Report.Ending;
import dev.troupe.core.forecast.Report.Low;
import dev.troupe.core.forecast.Report.Waiting;
import dev.troupe.core.forecast.Step;
import dev.troupe.core.forecast.Tally;
import dev.troupe.core.rule.Refusal;
import dev.troupe.http.rehearsals.ForecastJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

/**
 * Foretells the same of everything, after some progress; an order of 13 runs comes while another is rehearsed,
 * one of 17 fails.
 */
final class OneForecast implements Rehearsing {

    private static final Report RUN = new Report(
            Ending.STUCK,
            "update in progress",
            Duration.ofMillis(12_340),
            List.of(new Low("web", 2, 1, Duration.ofMillis(400))),
            List.of(new Waiting("web.2", "no suitable node")),
            1,
            List.of("worker-1"));

    static final Forecast FORECAST = new Forecast(
            "drain of worker-1",
            MapGate.BORN,
            4711,
            Optional.empty(),
            List.of(new Step(
                    "web.1",
                    "alpine:latest",
                    Optional.of("worker-2"),
                    Optional.of("worker-1"),
                    Duration.ofMillis(20),
                    Optional.of(Duration.ofMillis(400)),
                    Optional.empty())),
            Optional.of(RUN),
            Optional.of(Tally.of(List.of(RUN))),
            10,
            List.of("1 node breaking for good"),
            List.of("a write takes 0.004 s, as 12 did"),
            Duration.ofSeconds(3));

    final List<String> requests = new ArrayList<>();

    @Override
    public Answer<Flow.Publisher<String>> rehearse(String request) {
        requests.add(request);
        if (request.contains("\"runs\":13")) {
            return new Answer.Refused<>(new Refusal.Unavailable("another rehearsal is under way"));
        }
        return new Answer.Done<>(subscriber -> {
            var lines = new SubmissionPublisher<String>(Runnable::run, 16);
            lines.subscribe(subscriber);
            lines.submit("{\"progress\":{\"runs\":1,\"of\":10}}");
            lines.submit(
                    request.contains("\"runs\":17")
                            ? "{\"failed\":{\"message\":\"a single run takes too long\"}}"
                            : "{\"forecast\":" + ForecastJson.write(FORECAST) + "}");
            lines.close();
        });
    }
}
