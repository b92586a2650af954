package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreshIdsTest {

    @Test
    void theFirstLifeUnderAFreshIdHasNoPastAndTheNextOneMayHave() {
        var ids = new FreshIds();
        ids.remember("abc");
        assertThat(ids.beginsLife("task|abc")).isTrue();
        assertThat(ids.beginsLife("task|abc")).isFalse();
    }

    @Test
    void anIdOfAnotherProcessMayHaveAPast() {
        assertThat(new FreshIds().beginsLife("task|abc")).isFalse();
    }

    @Test
    void whatIsRememberedHasALimit() {
        var ids = new FreshIds();
        for (var i = 0; i <= 65_536; i++) ids.remember("id" + i);
        assertThat(ids.beginsLife("task|id0")).isFalse();
        assertThat(ids.beginsLife("task|id1")).isTrue();
    }
}
