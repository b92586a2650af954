package dev.troupe.app.vitals;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The process as every program shows it to Prometheus, under the names that dashboards of Go programs know, too. */
final class ProcessFigures implements MultiCollector {

    private static final Path STATUS = Path.of("/proc/self/status");

    @Override
    public MetricSnapshots collect() {
        var all = MetricSnapshots.builder();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            all.metricSnapshot(new CounterSnapshot(
                    new MetricMetadata("process_cpu_seconds", "CPU time this process has used, user and system."),
                    List.of(CounterDataPointSnapshot.builder()
                            .value(system.getProcessCpuTime() / 1e9)
                            .build())));
            gauge(all, "process_open_fds", "Number of open file descriptors.", (double)
                    system.getOpenFileDescriptorCount());
            gauge(all, "process_max_fds", "Number of file descriptors it may open.", (double)
                    system.getMaxFileDescriptorCount());
        }
        var resident = kibibytes("VmRSS:");
        if (resident > 0) {
            gauge(all, "process_resident_memory_bytes", "Memory of this process that is in RAM.", resident * 1024.0);
        }
        return all.build();
    }

    private static void gauge(MetricSnapshots.Builder all, String name, String help, double value) {
        all.metricSnapshot(new Family(name, help).point(value).snapshot());
    }

    /** 0 where there is no such line, as on systems other than Linux. */
    private static long kibibytes(String key) {
        try {
            for (var line : Files.readAllLines(STATUS)) {
                if (line.startsWith(key)) return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        } catch (IOException notLinux) {
            return 0;
        }
        return 0;
    }
}
