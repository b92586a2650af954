package dev.troupe.http.wire;

/** A request that ends here, with the status and the text a client gets. Thrown and caught inside this room. */
public class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public Problem(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    public static Problem notFound(String message) {
        return new Problem(404, message);
    }

    /** Unknown path, or known path and wrong method: never 405 (1.4). */
    public static Problem noSuchPage() {
        return notFound("page not found");
    }

    /** What the swarm itself would refuse, in its words. */
    public static Problem invalidArgument(String message) {
        return new Problem(400, "rpc error: code = InvalidArgument desc = " + message);
    }

    public static Problem unsupported(String message) {
        return new Problem(501, message);
    }

    public static Problem unavailable(String message) {
        return new Problem(503, message);
    }
}
