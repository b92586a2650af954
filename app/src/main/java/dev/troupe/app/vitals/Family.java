package dev.troupe.app.vitals;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.ArrayList;
import java.util.List;

/** One gauge with all its points, as it is at this moment. */
final class Family {

    private final MetricMetadata metadata;
    private final String[] labels;
    private final List<GaugeDataPointSnapshot> points = new ArrayList<>();

    Family(String name, String help, String... labels) {
        this.metadata = new MetricMetadata(name, help);
        this.labels = labels;
    }

    /** @param values of the labels, in their order */
    Family point(double value, String... values) {
        points.add(GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels, values))
                .build());
        return this;
    }

    GaugeSnapshot snapshot() {
        return new GaugeSnapshot(metadata, points);
    }
}
