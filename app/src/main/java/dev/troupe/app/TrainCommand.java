package dev.troupe.app;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A short life of a whole Troupe, for the start-up cache to learn from. Leaves nothing behind. */
@Command(name = "train", hidden = true, description = "Starts, answers a few questions, stops.")
final class TrainCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        var data = Files.createTempDirectory("troupe-train");
        try (var troupe = Troupe.start(UpOptions.simulated(java.util.List.of("node-1", "node-2"), data))) {
            var address = troupe.addresses().getFirst();
            for (var path : java.util.List.of("/_ping", "/info", "/version", "/nodes", "/services", "/tasks")) {
                var answer = ApiClient.at(address).get(path);
                if (answer.status() != 200) return 1;
            }
        } finally {
            try (var files = Files.walk(data)) {
                for (var file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
            }
        }
        return 0;
    }
}
