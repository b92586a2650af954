package dev.troupe.agent.driver;

/**
 * An image's name the way Docker's own texts show it: without {@code docker.io/library/}, with a tag or a digest.
 *
 * @param repository {@code alpine}, {@code example.org:5000/team/app}
 * @param tag empty only where there is a digest
 * @param digest {@code sha256:...}, or empty
 */
public record ImageName(String repository, String tag, String digest) {

    public static ImageName parse(String reference) {
        var at = reference.indexOf('@');
        var digest = at < 0 ? "" : reference.substring(at + 1);
        var name = at < 0 ? reference : reference.substring(0, at);
        var colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        var tag = colon < 0 ? "" : name.substring(colon + 1);
        var repository = colon < 0 ? name : name.substring(0, colon);
        for (var prefix : new String[] {"docker.io/", "index.docker.io/"}) {
            if (repository.startsWith(prefix)) {
                repository = repository.substring(prefix.length());
                if (repository.startsWith("library/")) repository = repository.substring("library/".length());
            }
        }
        return new ImageName(repository, tag.isEmpty() && digest.isEmpty() ? "latest" : tag, digest);
    }

    /** {@code alpine:latest}; where there is only a digest, {@code alpine}. */
    public String withoutDigest() {
        return tag.isEmpty() ? repository : repository + ":" + tag;
    }

    /** {@code alpine@sha256:...}. */
    public String byDigest() {
        return repository + "@" + digest;
    }

    @Override
    public String toString() {
        return digest.isEmpty() ? withoutDigest() : withoutDigest() + "@" + digest;
    }
}
