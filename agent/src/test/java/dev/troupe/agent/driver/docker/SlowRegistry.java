package dev.troupe.agent.driver.docker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A registry with one image, one that no engine has seen before. Its only layer comes byte by byte and has no end in
 * sight, until {@link #hurry}. One request per connection; who comes with TLS, as engines do at first, is sent away.
 */
final class SlowRegistry implements AutoCloseable {

    private static final int PACE_MILLIS = 10;
    private static final int LAYER_BYTES = 1 << 20;
    private static final int TLS_HANDSHAKE = 22; // The first byte of what such a client says.

    /** Somebody asks for the layer. */
    final CompletableFuture<Void> layerAsked = new CompletableFuture<>();

    /** Somebody who was getting the layer has gone away. */
    final CompletableFuture<Void> layerCutOff = new CompletableFuture<>();

    private final ServerSocket server = new ServerSocket();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch hurry = new CountDownLatch(1);
    private final CountDownLatch manifestTold;
    private final AtomicInteger manifestsAsked = new AtomicInteger();
    private final String repository = "slow" + EngineUnderTest.fresh();
    private final byte[] layer = archive();
    private final byte[] config;
    private final byte[] manifest;

    private SlowRegistry(InetSocketAddress address, CountDownLatch manifestTold) throws IOException {
        this.manifestTold = manifestTold;
        config = """
                {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": ["%s"]}}""".formatted(digest(layer)).getBytes(StandardCharsets.UTF_8);
        manifest = """
                {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                 "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": %d, "digest": "%s"},
                 "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": %d, "digest": "%s"}]}""".formatted(config.length, digest(config), layer.length, digest(layer))
                .getBytes(StandardCharsets.UTF_8);
        server.bind(address);
        executor.execute(this::listen);
    }

    static SlowRegistry open() throws IOException {
        return new SlowRegistry(EngineUnderTest.registry(), new CountDownLatch(0));
    }

    /** One that does not even tell what the image consists of, until {@link #hurry}. */
    static SlowRegistry silent() throws IOException {
        return new SlowRegistry(EngineUnderTest.registry(), new CountDownLatch(1));
    }

    String image() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + "/" + repository + ":1.0";
    }

    /** How often it was asked what the image consists of. */
    int manifestsAsked() {
        return manifestsAsked.get();
    }

    /** All that is wanted comes at once from now on. */
    void hurry() {
        manifestTold.countDown();
        hurry.countDown();
    }

    private void listen() {
        try {
            while (true) {
                var connection = server.accept();
                executor.execute(() -> serve(connection));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var line = requestLine(new BufferedInputStream(connection.getInputStream()));
            var words = line.split(" ", 3);
            if (words.length == 3) answer(words[0].equals("HEAD"), words[1], connection.getOutputStream());
        } catch (IOException _) {
            // Whoever asked has gone.
        }
    }

    /** The first line of what is asked, once all of its head is here; empty when it is not HTTP. */
    private static String requestLine(InputStream in) throws IOException {
        in.mark(1);
        if (in.read() == TLS_HANDSHAKE) return "";
        in.reset();
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            var next = in.read();
            if (next < 0) return "";
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII).lines().findFirst().orElse("");
    }

    private void answer(boolean headOnly, String path, OutputStream out) throws IOException {
        if (path.equals("/v2/")) {
            give(headOnly, "application/json", "{}".getBytes(StandardCharsets.UTF_8), out);
        } else if (path.startsWith("/v2/" + repository + "/manifests/")) {
            manifestsAsked.incrementAndGet();
            await(manifestTold, TimeUnit.MINUTES.toMillis(1));
            give(headOnly, "application/vnd.docker.distribution.manifest.v2+json", manifest, out);
        } else if (path.endsWith(digest(config))) {
            give(headOnly, "application/octet-stream", config, out);
        } else if (path.endsWith(digest(layer))) {
            head("200 OK", "application/octet-stream", layer, out);
            if (!headOnly) giveLayer(out);
        } else {
            head("404 Not Found", "application/json", new byte[0], out);
        }
    }

    private static void give(boolean headOnly, String type, byte[] content, OutputStream out) throws IOException {
        head("200 OK", type, content, out);
        if (!headOnly) out.write(content);
    }

    private static void head(String status, String type, byte[] content, OutputStream out) throws IOException {
        var head = "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nDocker-Content-Digest: %s\r\n"
                        .formatted(status, type, content.length, digest(content))
                + "Docker-Distribution-Api-Version: registry/2.0\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
    }

    private void giveLayer(OutputStream out) throws IOException {
        layerAsked.complete(null);
        try {
            var sent = 0;
            while (sent < layer.length - 1 && !await(hurry, PACE_MILLIS)) out.write(layer, sent++, 1);
            out.write(layer, sent, layer.length - sent);
        } catch (IOException gone) {
            layerCutOff.complete(null);
            throw gone;
        }
    }

    private static boolean await(CountDownLatch latch, long millis) throws IOException {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /** A tar with one file, whose content comes by chance. */
    private static byte[] archive() {
        var archive = new byte[512 + LAYER_BYTES + 1024]; // Header, content, the end.
        var content = new byte[LAYER_BYTES];
        new SecureRandom().nextBytes(content);
        put(archive, 0, "chance");
        put(archive, 100, "0000644");
        put(archive, 108, "0000000");
        put(archive, 116, "0000000");
        put(archive, 124, "%011o".formatted(LAYER_BYTES));
        put(archive, 136, "00000000000");
        put(archive, 156, "0");
        put(archive, 257, "ustar\0" + "00");
        Arrays.fill(archive, 148, 156, (byte) ' ');
        var sum = 0;
        for (var i = 0; i < 512; i++) sum += archive[i];
        put(archive, 148, "%06o\0".formatted(sum));
        System.arraycopy(content, 0, archive, 512, content.length);
        return archive;
    }

    private static void put(byte[] archive, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, archive, at, bytes.length);
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // Every JDK has it.
        }
    }

    @Override
    public void close() throws IOException {
        hurry();
        server.close();
        executor.shutdownNow();
    }
}
