package dev.troupe.http.swarm;

import dev.troupe.http.wire.JsonOut;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The swarm's authority as clients compare it: equal on a node and on the swarm means that the node's certificate is
 * current.
 *
 * @param trustRoot PEM
 * @param issuerSubject and {@code issuerPublicKey}: base64 of their DER
 */
public record TlsInfo(String trustRoot, String issuerSubject, String issuerPublicKey) {
    private static final ConcurrentMap<String, TlsInfo> KNOWN = new ConcurrentHashMap<>(1);

    /** Reads the certificate; the last ones are kept, since every list of nodes shows them. */
    public static TlsInfo of(String rootCertificate) {
        var known = KNOWN.get(rootCertificate);
        if (known != null) return known;
        var read = read(rootCertificate);
        if (KNOWN.size() > 8) KNOWN.clear(); // A swarm has one; tests may have a few.
        KNOWN.put(rootCertificate, read);
        return read;
    }

    private static TlsInfo read(String pem) {
        if (pem.isBlank()) return new TlsInfo("", "", "");
        try {
            var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            if (!(CertificateFactory.getInstance("X.509").generateCertificate(bytes) instanceof X509Certificate root)) {
                throw new IllegalStateException("the swarm's root certificate is not an X.509 certificate");
            }
            var base64 = Base64.getEncoder();
            return new TlsInfo(
                    pem.endsWith("\n") ? pem : pem + "\n",
                    base64.encodeToString(root.getSubjectX500Principal().getEncoded()),
                    base64.encodeToString(root.getPublicKey().getEncoded()));
        } catch (CertificateException broken) {
            throw new IllegalStateException("the swarm's root certificate cannot be read", broken);
        }
    }

    public void write(JsonOut json) {
        json.object(
                "TLSInfo",
                () -> json.fieldIfAny("TrustRoot", trustRoot)
                        .fieldIfAny("CertIssuerSubject", issuerSubject)
                        .fieldIfAny("CertIssuerPublicKey", issuerPublicKey));
    }
}
