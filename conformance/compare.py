#!/usr/bin/env python3
"""Compares a recording of Troupe with the golden one of a real Swarm, command by command and timeline by timeline.

Usage: compare.py [--lane simulated|docker|swarm] GOLDEN RECORDED

  Prints a table: equal, deliberate (with the ids of deliberate.md), DIFFERS (with what). Exit 0 when nothing DIFFERS.
  The lane "swarm" compares a recording of a real Swarm: what only Troupe promises (speeds, order) is not asked for.

What is never demanded, as it differs between two runs of the real thing: which node a task is on (but the balance is),
which slot was first, states on the way of tasks that move while a table is taken, how often a progress line comes.
"""
import re
import sys

from recording import steps, table, without_age
from timelines import check_timelines

HOSTS = {"ip-172-31-20-162", "ip-172-31-23-216", "ip-172-31-29-251"}
DRAINED, LOST = "ip-172-31-23-216", "ip-172-31-29-251"
ON_THE_WAY = {"New", "Pending", "Assigned", "Accepted", "Preparing", "Ready", "Starting"}


class Findings:
    """What a comparison of one thing found: differences, and the deliberate ones among them by id."""

    def __init__(self):
        self.differences, self.deliberate = [], set()

    def differs(self, what):
        self.differences.append(what)

    def equal(self, what, expected, found):
        if expected != found:
            self.differs("%s: expected %s, found %s" % (what, show(expected), show(found)))


def show(x):
    if isinstance(x, (set, frozenset)):
        return "{%s}" % "; ".join(sorted(show(e) for e in x))
    if isinstance(x, tuple):
        return "(%s)" % ", ".join(show(e) for e in x)
    return repr(x)


def compare_text(found, golden, mine, even=lambda line: line):
    a, b = ([even(l) for l in s.lines()] for s in (golden, mine))
    a, b = ([l for l in x if l is not None] for x in (a, b))
    for i in range(max(len(a), len(b))):
        x, y = (v[i] if i < len(v) else "(nothing)" for v in (a, b))
        if x != y:
            found.differs("line %d: expected %r, found %r" % (i + 1, x, y))
            return


# -- tables ---------------------------------------------------------------------------------------------------------


def cell_id(text):
    bare = text.replace(" *", "")
    return "<ID %d>%s" % (len(bare), text[len(bare):]) if re.fullmatch(r"[a-z0-9]+", bare) else text


def histories(found, step):
    """The rows of a "ps" table by slot: {slot: [row]}, newest first; says what is wrong with the table as such."""
    columns, rows = table(step.raw())
    slots, order = {}, []
    for row in rows:
        m = re.fullmatch(r"(\\_ )?(\w+)\.(\d+)", row["NAME"])
        if not m:
            found.differs("a name %r" % row["NAME"])
            continue
        row["NODE"] = row["NODE"] if row["NODE"] in HOSTS or not row["NODE"] else "<NO SUCH NODE %s>" % row["NODE"]
        slots.setdefault(int(m.group(3)), []).append(row)
        order.append(int(m.group(3)))
        row["SHOWN"] = (m.group(1) or "") + m.group(2)
    if order != sorted(order):
        found.differs("slots are not listed in order: %s" % order)
    return columns, slots


def shape(rows, way=False):
    """What must be equal of a slot's history, whatever its number and nodes."""
    out = []
    for r in rows:
        state = without_age(r["CURRENT STATE"])
        if state in ON_THE_WAY and (way or r["DESIRED STATE"] == "Ready"):
            state = "<ON THE WAY>"
        image = re.sub(r"@sha256:[0-9a-f]{64}$", "@<DIGEST>", r["IMAGE"])
        out.append((r["SHOWN"], cell_id(r["ID"]), image, r["DESIRED STATE"], state, r["ERROR"], r.get("PORTS", "")))
    return tuple(out)


def balanced(found, slots, nodes, slack=1):
    live = [h[0]["NODE"] for h in slots.values() if h[0]["DESIRED STATE"] == "Running"]
    counts = [live.count(n) for n in nodes]
    if max(counts) - min(counts) > slack or sum(counts) != len(live):
        found.differs("tasks are not balanced over the nodes: %s" % dict(zip(nodes, counts)))


def compare_ps(found, golden, mine, lane, recorded):
    name = mine.name
    columns, theirs = histories(Findings(), golden)
    own_columns, ours = histories(found, mine)
    found.equal("columns", columns, own_columns)
    way = name in ("service-ps-draining", "registry-ps-down")
    expected, seen = {shape(h, way) for h in theirs.values()}, {shape(h, way) for h in ours.values()}
    if lane == "docker":  # killed, not switched off: the engine lives on and tells the signal
        as_killed = {tuple(tuple(c.replace("(255)", "(137)") for c in r) for r in h) for h in expected}
        if as_killed != expected and seen == as_killed:
            found.deliberate.add("D-4")
            expected = as_killed
    if name.startswith("registry-ps-after-kill") or name == "registry-ps-down":
        check_replacing(found, expected, seen, lane)
    else:
        found.equal("histories", expected, seen)
    if name != "node-ps-active" and name != "node-ps-ready-later":
        found.equal("slots", sorted(theirs), sorted(ours))
    check_places(found, name, ours, recorded)


def check_replacing(found, expected, seen, lane):
    """While a node is lost: Swarm shows nothing for 11 s, then waits in Ready; Troupe replaces at once (D-1, D-3)."""
    if seen == expected:
        return
    if lane == "swarm":
        found.differs("histories: expected %s, found %s" % (show(expected), show(seen)))
        return
    for history in seen - expected:
        states = [(r[3], r[4], r[5]) for r in history]
        on = states[0][:2] in (("Ready", "<ON THE WAY>"), ("Running", "Running")) or states[0][0] == "Running" and \
            states[0][1] in ON_THE_WAY | {"<ON THE WAY>"}
        if len(states) > 2 or not on or states[1:] not in ([], [("Shutdown", "Running", "")]):
            found.differs("a history %s" % show(history))
        else:
            found.deliberate |= {"D-1", "D-3"}


def check_places(found, name, ours, recorded):
    """Where tasks are: spread when created, none on a drained or lost node, exactly those of the drained one moved."""
    if name in ("service-ps", "service-ps-before-drain", "registry-ps-before-kill"):
        balanced(found, ours, sorted(HOSTS))
    if name in ("service-ps-after-update", "service-ps-after-rollback"):
        balanced(found, ours, sorted(HOSTS), slack=2)
    if name in ("service-ps-drained", "service-ps-active"):
        balanced(found, ours, sorted(HOSTS - {DRAINED}))
    if name in ("service-ps-draining", "service-ps-drained", "service-ps-active"):
        _, before = histories(Findings(), recorded["service-ps-before-drain"])
        were = {s for s, h in before.items() if h[0]["NODE"] == DRAINED}
        found.equal("slots replaced by the drain", were, {s for s, h in ours.items() if len(h) == 2})
    if name in ("registry-ps-replaced", "registry-ps-replaced-later", "registry-ps-ready", "registry-ps-ready-later"):
        found.equal("running tasks on the lost node", [], [s for s, h in ours.items() if h[0]["NODE"] == LOST])
    if name.startswith("node-ps"):
        found.equal("nodes", {DRAINED if "active" in name else LOST}, {h["NODE"] for hs in ours.values() for h in hs})


def compare_services(found, golden, mine):
    columns, theirs = table(golden.raw())
    own_columns, ours = table(mine.raw())
    found.equal("columns", columns, own_columns)
    even = lambda rows: [{k: cell_id(v) if k == "ID" else v for k, v in r.items()} for r in rows]
    found.equal("services", even(theirs), even(ours))


def compare_nodes(found, golden, mine, lane):
    columns, theirs = table(golden.raw())
    own_columns, ours = table(mine.raw())
    found.equal("columns", columns, own_columns)
    even = lambda r: tuple(cell_id(v) if k == "ID" else bool(v) if k == "ENGINE VERSION" else v for k, v in r.items())
    a, b = [even(r) for r in theirs], [even(r) for r in ours]
    if a == b:
        return
    moving = "after-kill" in mine.name or mine.name == "node-ls-revive-0"
    steady = lambda rows: [r[:2] + r[3:] if r[1] == LOST and r[2] in ("Ready", "Down") else r for r in rows]
    if moving and steady(a) == steady(b) and lane != "swarm":
        found.deliberate.add("D-3")
    elif not (mine.name == "node-ls-revive-0" and steady(a) == steady(b)):
        found.differs("nodes: expected %s, found %s" % (show(tuple(a)), show(tuple(b))))


# -- attached commands ----------------------------------------------------------------------------------------------

BAR = re.compile(r"(\d+)/(\d+): (\w+) +(\[=*>? *\])$")
OVERALL = re.compile(r"overall progress: (.*?)(\d+) out of (\d+) tasks$")


def compare_progress(found, golden, mine, slow):
    """Head, overall progress from 0 to all, a line for each slot, the verification, the last line."""
    a, b = golden.lines(), mine.lines()
    head = lambda ls: ls[:next((i for i, l in enumerate(ls) if OVERALL.match(l)), len(ls))]
    found.equal("first lines", head(a), head(b))
    counts = lambda ls: [(m.group(1), int(m.group(2)), int(m.group(3))) for m in map(OVERALL.match, ls) if m]
    x, y = counts(a), counts(b)
    if not y:
        found.differs("no overall progress")
        return
    found.equal("kind and size of the progress", {(c[0], c[2]) for c in x}, {(c[0], c[2]) for c in y})
    done = [c[1] for c in y]
    if done[0] != 0 or done[-1] != y[0][2] or done != sorted(done):
        found.differs("overall progress goes %s" % done)
    if slow:  # ten seconds each: none can be missed
        found.equal("overall progress", list(range(y[0][2] + 1)), done)
    empty = lambda ls: sorted(l for l in ls if re.fullmatch(r"\d+/\d+:", l))
    found.equal("a line for each slot", empty(a), empty(b))
    if mine.terminal:
        check_bars(found, a, b, y[0][2])
    found.equal("last lines", [l for l in a if l.startswith("verify")], [l for l in b if l.startswith("verify")])
    if not mine.terminal:
        seconds = re.findall(r"verify: Waiting (\d) seconds", mine.raw())
        found.equal("seconds of the verification", ["5", "4", "3", "2", "1"], list(dict.fromkeys(seconds)))
    known = lambda l: OVERALL.match(l) or BAR.match(l) or l.startswith("verify") or re.fullmatch(r"\d+/\d+:", l)
    found.equal("other lines", [l for l in a if not known(l)], [l for l in b if not known(l)])


def check_bars(found, a, b, size):
    bars = lambda ls: [m.groups() for m in map(BAR.match, ls) if m]
    drawn = {s: bar for _, _, s, bar in bars(a)}
    for slot, _, state, bar in bars(b):
        if drawn.get(state, bar) != bar:
            found.differs("the bar of %s: expected %s, found %s" % (state, drawn[state], bar))
        if state not in {s.lower() for s in ON_THE_WAY} | {"running"}:
            found.differs("slot %s was shown as %s" % (slot, state))
    last = {slot: state for slot, _, state, _ in bars(b)}
    found.equal("the last bar of each slot", {str(i + 1): "running" for i in range(size)}, last)


# -- texts ----------------------------------------------------------------------------------------------------------


def just_after(line):
    """The CLI returns when the last task has been stable for 5 s; the update may be over then or not yet."""
    if re.match(r"\s*Completed:|\s*\"CompletedAt\"", line):
        return None
    line = re.sub(r"^( State:\s+)(updating|completed)$", r"\1<UPDATING OR COMPLETED>", line)
    line = re.sub(r"update in progress|update completed", "<UPDATING OR COMPLETED>", line)
    line = re.sub(r'("State": )"(updating|completed)"', r'\1"<UPDATING OR COMPLETED>"', line)
    return re.sub(r'("StartedAt": "<TIME>"),?', r"\1", line)


def of_the_engine(line):
    """What the engine of a node says of itself is not the swarm's: its plugins, versions and keys."""
    line = re.sub(r"^(\s*(?:Log|Network|Volume):\s+)\S.*", r"\1<PLUGINS>", line)
    return re.sub(r"^(Engine Version:\s+|\s*CPUs:\s+)\S.*", r"\1<ENGINE>", line)


def compare_version(found, golden, mine):
    """Of the server only what a client acts upon: that it is there, its platform, an API at least as new."""
    text = mine.raw()
    api = re.search(r"Server:.*?API version: +(\d+)\.(\d+) \(minimum version (\d+)\.(\d+)\)", text, re.S)
    if not api or (int(api.group(1)), int(api.group(2))) < (1, 41) or (int(api.group(3)), int(api.group(4))) > (1, 41):
        found.differs("the API version of the server is missing, too new or too old: %s" % (api and api.group(0)))
    else:
        found.deliberate.add("D-5")
    part = lambda t: re.findall(r"OS/Arch: +(\S+)", t.split("Server:")[-1])
    found.equal("platform", part(golden.raw()), part(text))


def compare_info(found, golden, mine):
    def swarm(step):
        text = "\n".join(step.lines())
        m = re.search(r"^ Swarm:.*?(?=^ \S(?!warm))", text, re.S | re.M)
        name = re.search(r"^ Name: .*", step.raw(), re.M)
        block = m.group(0).split("\n") if m else []
        return [re.sub(r"<(IP|ID\d+)>|127\.0\.0\.1(:\d+)?", lambda k: "<IP>" if "I" not in k.group(0)[1:3] or
                k.group(0).startswith("<IP") else "<ID>", l) for l in block] + [name.group(0) if name else "no name"]

    a, b = swarm(golden), swarm(mine)
    beat = lambda ls: [l for l in ls if "Heartbeat Period" not in l]
    if a != b and beat(a) == beat(b):
        found.deliberate.add("D-3")
        return
    found.equal("lines of the swarm", [l for l in a if l not in b], [l for l in b if l not in a])


def compare_step(golden, mine, lane, recorded):
    found, name = Findings(), mine.name
    found.equal("exit code", golden.exit, mine.exit)
    if golden.normal("err") != mine.normal("err"):
        found.differs("standard error: expected %r, found %r" % (golden.normal("err"), mine.normal("err")))
    if name == "version":
        compare_version(found, golden, mine)
    elif name == "info":
        compare_info(found, golden, mine)
    elif re.search(r"-ps\b", name):
        compare_ps(found, golden, mine, lane, recorded)
    elif name == "service-ls":
        compare_services(found, golden, mine)
    elif name.startswith("node-ls"):
        compare_nodes(found, golden, mine, lane)
    elif name in ("service-create", "service-create-for-drain", "registry-create", "registry-scale"):
        compare_progress(found, golden, mine, slow=False)
    elif name in ("service-update-image", "service-rollback"):
        compare_progress(found, golden, mine, slow=True)
    elif name.startswith("service-inspect") and name.endswith("after-update"):
        compare_text(found, golden, mine, just_after)
    elif name.startswith("node-inspect"):
        compare_text(found, golden, mine, of_the_engine)
    else:
        compare_text(found, golden, mine)
    return found


def report(name, found):
    word = "DIFFERS" if found.differences else "deliberate" if found.deliberate else "equal"
    print("  %-10s %-42s %s" % (word, name, " ".join(sorted(found.deliberate))))
    for d in found.differences:
        print("             - " + d)
    return not found.differences


def compare(golden_folder, folder, lane):
    golden, mine = steps(golden_folder), steps(folder)
    good = total = 0
    for name in golden:
        total += 1
        found = Findings()
        if name not in mine:
            found.differs("was not recorded")
        else:
            found = compare_step(golden[name], mine[name], lane, mine)
        good += report(mine[name].base if name in mine else name, found)
    for name, check in check_timelines(folder, lane):
        total += 1
        found = Findings()
        check(found)
        good += report("timeline: " + name, found)
    print("  %d of %d as they should be (%s)" % (good, total, folder))
    return good == total


if __name__ == "__main__":
    arguments = sys.argv[1:]
    lane = "simulated"
    if "--lane" in arguments:
        i = arguments.index("--lane")
        lane = arguments[i + 1]
        del arguments[i:i + 2]
    if len(arguments) != 2 or lane not in ("simulated", "docker", "swarm"):
        sys.exit(__doc__)
    sys.exit(0 if compare(arguments[0], arguments[1], lane) else 1)
