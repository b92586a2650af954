package dev.troupe.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One connection: opened when it is first needed, kept, and opened anew after trouble. For one thread at a time. */
final class KeptConnection implements AutoCloseable {

    private final JdbcFeed.Source source;
    private @Nullable Connection connection;
    private boolean closed;

    KeptConnection(JdbcFeed.Source source) {
        this.source = source;
    }

    Connection get() throws SQLException {
        if (closed) throw new SQLException("it is closed");
        if (connection == null) connection = source.connect();
        return connection;
    }

    /** After trouble: the next who asks gets another. */
    void giveUp() {
        try {
            if (connection != null) connection.close();
        } catch (SQLException e) {
            // It is given up because it is broken; that it cannot even be closed is no news.
        } finally {
            connection = null;
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** For good. */
    @Override
    public void close() {
        closed = true;
        giveUp();
    }
}
