package dev.troupe.app.vitals;

import dev.troupe.core.feed.EntityKind;
import dev.troupe.core.feed.Recorded;
import dev.troupe.core.roster.Roster;
import dev.troupe.core.vitals.Latencies;
import dev.troupe.core.vitals.Span;
import dev.troupe.persistence.WriteWatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * All figures of this process for Prometheus (docs/metrics.md): what is measured as it happens is kept here, the swarm's
 * present is added at each scrape. Safe for use by many threads.
 */
public final class Meters implements WriteWatch.Listener, AutoCloseable {

    /** What every Prometheus reads. In OpenMetrics, Swarm's gauges called {@code _total} would not be allowed. */
    static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private static final Duration[] WAITS = millis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);
    private static final Duration[] WRITES = micros(250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 250_000);
    private static final Duration[] REQUESTS = millis(1, 5, 25, 100, 500, 2_500, 10_000);

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    /** What {@link ProcessFigures} and the engine's figures show under the names that others expect. */
    private static final Set<String> UNUSUAL = Set.of("process.cpu.time", "system.cpu.count");

    private record Request(String method, String route, int status) {}

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<Span, Timer> spans = new EnumMap<>(Span.class);
    private final Map<EntityKind, Counter> facts = new EnumMap<>(EntityKind.class);
    private final Map<Request, Timer> requests = new ConcurrentHashMap<>();
    private final Timer write;
    private final Timer writeAsSwarmCallsIt;
    private final Counter writeFailures;

    public Meters(Surroundings around, Audience audience) {
        registry.getPrometheusRegistry().register(new RosterFigures(around));
        registry.getPrometheusRegistry().register(new ProcessFigures());
        registry.config().meterFilter(MeterFilter.deny(id -> UNUSUAL.contains(id.getName())));
        audience.bindTo(registry);
        for (var span : Span.values()) spans.put(span, timer(name(span), help(span), WAITS));
        for (var kind : EntityKind.values()) {
            facts.put(
                    kind,
                    Counter.builder("troupe.facts")
                            .description("Facts the roster has seen since this process started, by what wrote them.")
                            .tag("kind", kind.word())
                            .register(registry));
        }
        write = timer("troupe.journal.write", "Time from a write's arrival at the journal until it is kept.", WRITES);
        writeAsSwarmCallsIt =
                timer("swarm.store.write.tx.latency", "The same as troupe_journal_write_seconds.", WRITES);
        writeFailures = Counter.builder("troupe.journal.write.failures")
                .description("Writes the journal could not keep.")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** How a span is called. Swarm has a name for one of them. */
    private static String name(Span span) {
        return switch (span) {
            case SCHEDULING -> "troupe.scheduling.latency";
            case START -> "troupe.start.latency";
            case CREATED_TO_RUNNING -> "swarm.dispatcher.scheduling.delay";
            case FAILOVER -> "troupe.failover.latency";
        };
    }

    private static String help(Span span) {
        return switch (span) {
            case SCHEDULING -> "Time from a task's creation to its assignment to a node.";
            case START -> "Time from the moment a task has a node and may start, until it runs.";
            case CREATED_TO_RUNNING -> "Time from a task's creation until it runs, whatever it had to wait for.";
            case FAILOVER -> "Time from a node's going down until a slot it had runs again elsewhere.";
        };
    }

    private Timer timer(String name, String help, Duration[] buckets) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    /** A reader of the feed, one call at a time, for facts that happen from now on; {@code present} is the roster before them. */
    public Consumer<List<Recorded>> reader(Roster present) {
        var latencies = Latencies.from(present, (span, took) -> time(span).record(took));
        return batch -> {
            for (var recorded : batch) {
                latencies.see(recorded);
                count(recorded.entity().kind()).increment();
            }
        };
    }

    private Timer time(Span span) {
        return Objects.requireNonNull(spans.get(span));
    }

    private Counter count(EntityKind kind) {
        return Objects.requireNonNull(facts.get(kind));
    }

    @Override
    public void wrote(int facts, Duration took) {
        write.record(took);
        writeAsSwarmCallsIt.record(took);
    }

    @Override
    public void failed(int facts, Duration took) {
        writeFailures.increment();
    }

    /** See {@link dev.troupe.http.Vitals#answered}. Clients cannot make labels of their own. */
    void answered(String method, String route, int status, Duration took) {
        var known = METHODS.contains(method) ? method : "OTHER";
        requests.computeIfAbsent(new Request(known, route, status), this::timer).record(took);
    }

    private Timer timer(Request request) {
        return Timer.builder("troupe.http.requests")
                .description("Time until the answer to a request began.")
                .tag("method", request.method())
                .tag("route", request.route().isEmpty() ? "none" : request.route())
                .tag("status", Integer.toString(request.status()))
                .serviceLevelObjectives(REQUESTS)
                .register(registry);
    }

    /** Everything, in the text format {@link #FORMAT}. Costs time with the number of tasks. */
    String scrape() {
        return registry.scrape(FORMAT);
    }

    private static Duration[] millis(long... each) {
        return Arrays.stream(each).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private static Duration[] micros(long... each) {
        return Arrays.stream(each)
                .mapToObj(one -> Duration.ofNanos(one * 1_000))
                .toArray(Duration[]::new);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
