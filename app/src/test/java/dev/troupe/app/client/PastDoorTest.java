package dev.troupe.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What becomes of a request on its way; that it arrives is part of {@link PastStoryTest}. */
class PastDoorTest {

    @Test
    void theMomentIsAddedAndTheConnectionIsForThisRequestOnly() {
        assertThat(PastDoor.rewrite(
                        "GET /v1.41/services HTTP/1.1\r\nHost: api.moby.localhost\r\nUser-Agent: Docker", 7))
                .isEqualTo("GET /v1.41/services?at=7 HTTP/1.1\r\nUser-Agent: Docker\r\n"
                        + "Host: localhost\r\nConnection: close");
    }

    @Test
    void noOtherMomentCountsAndNoUpgradeComesOfIt() {
        assertThat(PastDoor.rewrite(
                        "POST /v1.41/x?at=9&status=true HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2",
                        7))
                .isEqualTo("POST /v1.41/x?at=7&at=9&status=true HTTP/1.1\r\nContent-Length: 2\r\n"
                        + "Host: localhost\r\nConnection: close");
    }
}
