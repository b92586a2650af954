"""Compares what Troupe tells with recordings of our own, reviewed by people: golden/journal/*.txt.

What differs from run to run (ids, times, durations, which of equal nodes, how many at once, the order within a moment) is taken
out, and what is left of each line is its shape. Every shape of the recording must be told, and no other.
"""
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "golden", "journal")

MASKS = [
    (r"\x1b\[[0-9;]*m", ""),
    (r"@?sha256:[0-9a-f]{12,64}", ""),
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "<request>"),
    (r"\b(?=[a-z0-9]*[0-9])[a-z0-9]{25}\b", "<id>"),
    (r"\b(?=[a-z0-9]*[0-9])[a-z0-9]{12}\b", "<id>"),
    (r"(\.\d+)/[a-z0-9]{4,25}\b", r"\1"),
    (r"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|UTC|[+-]\d\d:?\d\d))?", "<time>"),
    (r"\b20\d\d-\d\d-\d\d\b", "<day>"),
    (r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, \d{1,2} [A-Z][a-z]+ 20\d\d\b", "<day>"),
    (r"\b\d\d:\d\d:\d\d(\.\d+)?\b", "<time>"),
    (r"\b(about an? (second|minute|hour)|less than a second|\d+ (seconds?|minutes?|hours?)) ago", "<age>"),
    (r"\b(\d+ ?h)? ?(\d+ ?m(in)?)? ?\d+(\.\d+)? ?m?s\b", "<duration>"),
    (r"\b(alpha|beta|gamma)\b", "<node>"),
    (r"\b(ping|big|bad)\.\d+", r"\1.N"),
    (r"\bslots? \d+(, \d+)*( and \d+)?", "slots N"),
    (r"\boffset \d+", "offset N"),
    (r"/\S+/journal\.db\b", "<file>"),
    (r"\b\d[\d,]* (facts?|entit(?:y|ies)|snapshots?)\b", "N of them"),
    (r"#\d+", "#N"),
    (r"\b(as|fact) \d+\b", r"\1 N"),
    (r"\b\d+ runs\b", "N runs"),
    (r"\b\d+(\.\d+)? %", "N %"),
    (r"\b\d+\.\d+\b", "N"),
    (r"\d+(\.\d+)? (of|in) \d+", "N of N"),
]


def shape(line):
    for pattern, mask in MASKS:
        line = re.sub(pattern, mask, line)
    line = re.sub(r"[ \t]+", " ", line).strip()
    # A list of alike things is as good as one of them.
    before = None
    while before != line:
        before = line
        line = re.sub(r"(<[a-z]+>|(?:ping|big|bad)\.N(?: [a-z]+(?: \([^()]*\))?)?)(?:, (?:and )?| and )\1", r"\1", line)
    return line


def shapes(text):
    return {shape(line) for line in text.splitlines() if line.strip()}


def compare(name, told):
    """The differences, one a line; empty: none. With CONFORMANCE_ACCEPT=1 what is told becomes the recording."""
    path = os.path.join(GOLDEN, name + ".txt")
    if os.environ.get("CONFORMANCE_ACCEPT"):
        os.makedirs(GOLDEN, exist_ok=True)
        with open(path, "w") as f:
            f.write(told)
        return []
    with open(path) as f:
        expected = shapes(f.read())
    found = shapes(told)
    return (["%s: is not told any more: %s" % (name, s) for s in sorted(expected - found)]
            + ["%s: is not in the recording: %s" % (name, s) for s in sorted(found - expected)])
