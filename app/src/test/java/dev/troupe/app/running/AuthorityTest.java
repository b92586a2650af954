package dev.troupe.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The certificate authority of a swarm: CL-1. */
class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");

    @Test
    void aRootSignsItselfForTwentyYears() throws Exception {
        var root = certificate(Authority.found(NOW));
        root.verify(root.getPublicKey());
        root.checkValidity(java.util.Date.from(NOW.plusSeconds(19L * 365 * 86_400)));
        assertThat(root.getBasicConstraints()).as("it may sign for nodes").isNotNegative();
    }

    /** {@code node inspect --pretty} prints these bytes; a Swarm's are these. */
    @Test
    void itsSubjectIsEncodedAsInASwarm() throws Exception {
        var subject =
                certificate(Authority.found(NOW)).getSubjectX500Principal().getEncoded();
        assertThat(Base64.getEncoder().encodeToString(subject)).isEqualTo("MBMxETAPBgNVBAMTCHN3YXJtLWNh");
    }

    private static X509Certificate certificate(Authority authority) throws Exception {
        var read = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(authority.encoded()));
        return (X509Certificate) read;
    }
}
