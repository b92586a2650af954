package dev.troupe.persistence;

import dev.troupe.core.rule.Fact;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Hands Pekko the bytes of facts; bound to {@link Fact} in {@code conf/facts.conf}. The manifest is the event's name. */
public final class FactSerializer extends SerializerWithStringManifest {

    /** Stands in every row of the journal. Never changes. */
    public static final int IDENTIFIER = 7_301;

    private final FactCodec codec = new FactCodec();

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object fact) {
        return codec.nameOf((Fact<?>) fact);
    }

    @Override
    public byte[] toBinary(Object fact) {
        var known = (Fact<?>) fact;
        var bytes = codec.encode(known);
        FreshFacts.OF_THIS_PROCESS.remember(bytes, known);
        return bytes;
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return codec.decode(manifest, bytes);
    }
}
