package dev.troupe.core.service;

import java.util.regex.Pattern;

/** The grammar of image names: {@code registry.example:5000/team/app:1.2@sha256:...}. */
final class ImageReference {
    private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String HOST = "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?";
    private static final String WORD = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final String TAG = "[\\w][\\w.-]{0,127}";
    private static final String DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
    private static final Pattern REFERENCE =
            Pattern.compile("(?:" + HOST + "/)?" + WORD + "(?:/" + WORD + ")*(?::" + TAG + ")?(?:@" + DIGEST + ")?");
    private static final Pattern BARE_ID = Pattern.compile("[a-f0-9]{64}");
    private static final int LONGEST = 4096;

    private ImageReference() {}

    /** A bare identifier of 64 hex digits is no name. */
    static boolean isValid(String text) {
        return text.length() <= LONGEST
                && REFERENCE.matcher(text).matches()
                && !BARE_ID.matcher(text).matches();
    }
}
