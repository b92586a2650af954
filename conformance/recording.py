"""Reads recordings of the docker CLI: NN-name.cmd with .out and .err (pipes) or .pty (terminal), and timelines.

A recording is a folder; the golden ones are of a real Swarm, the others of Troupe. What differs from run to run is
replaced by the recordings' own normaliser; tables are read into rows here, as a task's node decides their column widths.
"""
import contextlib
import csv
import datetime
import functools
import importlib.machinery
import importlib.util
import io
import os
import re
import sys

GOLDEN = os.environ.get("TROUPE_GOLDEN") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../shared")
UNIT = r"(?:less than a second|about a minute|about an hour|\d+ (?:second|minute|hour|day)s?)"


def tool(name):
    return os.path.join(GOLDEN, "tools", name)


def available():
    return os.access(tool("golden-seed"), os.X_OK) and os.path.isdir(os.path.join(GOLDEN, "golden", "seed"))


@functools.cache
def normaliser():
    """The function of the tool normalise-golden, which is a script: it is run once on nothing and ends with its exit."""
    loader = importlib.machinery.SourceFileLoader("normalise_golden", tool("normalise-golden"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    arguments, sys.argv = sys.argv, [loader.name, os.devnull]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            loader.exec_module(module)
    except SystemExit:
        pass
    finally:
        sys.argv = arguments
    return module.normalise


class Step:
    """One recorded command: its words, exit code and output."""

    def __init__(self, folder, base):
        self.base, self.name = base, base[3:]
        self.path = os.path.join(folder, base)
        with open(self.path + ".cmd") as f:
            text = f.read()
        self.command = text.split("\n# exit:")[0]
        self.exit = int(re.search(r"^# exit: (-?\d+)", text, re.M).group(1))
        self.terminal = os.path.exists(self.path + ".pty")

    def raw(self, kind="out"):
        if self.terminal:
            if kind == "err":
                return ""
            kind = "pty"
        with open(self.path + "." + kind, errors="replace", newline="") as f:
            return f.read().replace("\r\n", "\n")

    def normal(self, kind="out"):
        if self.terminal and kind == "err":
            return ""
        with open(self.path + "." + ("pty" if self.terminal else kind), errors="replace", newline="") as f:
            return normaliser()(f.read())

    def lines(self):
        return self.normal().strip("\n").split("\n")


def steps(folder):
    """All steps of a folder by name, in their order."""
    bases = sorted(f[:-4] for f in os.listdir(folder) if f.endswith(".cmd"))
    return {b[3:]: Step(folder, b) for b in bases}


def table(text):
    """A table of the CLI as (columns, rows); a row is a dict from column to cell."""
    lines = [l for l in text.split("\n") if l.strip()]
    if not lines:
        return [], []
    columns = re.split(r" {2,}", lines[0].strip())
    at = [lines[0].index(c) for c in columns]
    ends = at[1:] + [None]
    return columns, [{c: l[a:e].strip() for c, a, e in zip(columns, at, ends)} for l in lines[1:]]


def without_age(state):
    """'Running 8 seconds ago' -> 'Running'."""
    return re.sub(r"(?i) %s ago" % UNIT, "", state)


class Row:
    """A row of a timeline: what was seen of a node, a task or a service, t seconds after the start of its step."""

    def __init__(self, fields):
        self.t = float(fields["t"])
        for k in ("kind", "name", "id", "node", "image", "desired", "state", "message", "error", "container_exit"):
            setattr(self, k, fields[k])
        self.at = instant(fields["status_timestamp"])

    @property
    def slot(self):
        return int(self.name.rsplit(".", 1)[1])


def instant(text):
    """Seconds since 1970 of an RFC 3339 time with nanoseconds; None for an empty one."""
    m = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z$", text or "")
    if not m:
        return None
    whole = datetime.datetime.fromisoformat(m.group(1) + "+00:00").timestamp()
    return whole + float(m.group(2) or 0)


def timeline(folder, name):
    path = os.path.join(folder, "timeline-%s.csv" % name)
    if not os.path.exists(path):
        return None
    with open(path, newline="") as f:
        return [Row(r) for r in csv.DictReader(f)]
