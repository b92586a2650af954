package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class KeptConnectionTest {

    private int opened;

    private final KeptConnection kept = new KeptConnection(() -> {
        opened++;
        return DriverManager.getConnection("jdbc:sqlite::memory:");
    });

    @Test
    void isOpenedWhenItIsNeededAndKept() throws SQLException {
        assertThat(opened).isZero();
        assertThat(kept.get()).isSameAs(kept.get());
        assertThat(opened).isOne();
        kept.close();
    }

    @Test
    void isOpenedAnewAfterTrouble() throws SQLException {
        var broken = kept.get();
        kept.giveUp();
        assertThat(broken.isClosed()).isTrue();
        assertThat(kept.get().isClosed()).isFalse();
        assertThat(opened).isEqualTo(2);
        kept.close();
    }

    @Test
    void isNeverOpenedAgainOnceItIsClosed() throws SQLException {
        var last = kept.get();
        kept.close();
        kept.close();
        assertThat(last.isClosed()).isTrue();
        assertThatThrownBy(kept::get).hasMessage("it is closed");
        assertThat(opened).isOne();
    }
}
