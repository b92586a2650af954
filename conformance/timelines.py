"""What the timelines of a recording must show: one slot after another, delays, who moves and how fast.

Samples are 0.25 s apart; where exact times matter the time stamps the manager gave are used, not the sampling.
What only Troupe promises (ascending slots, speeds) is not asked of a real Swarm (lane "swarm").
"""
from recording import timeline

SAMPLE = 0.3  # seconds between two samples, and a little
GRACE = 10.0  # seconds a task that ignores SIGTERM is given
EARLY = 0.5  # seconds: the order to stop comes a moment before the creation of the replacement that it is counted from
DELAY = 10.0  # seconds between two slots of the update; the rollback has none
DRAINED, LOST = "ip-172-31-23-216", "ip-172-31-29-251"


def check_timelines(folder, lane):
    """(name, check) of each; a check notes in its argument what it finds wrong."""
    promised = lane != "swarm"
    on = lambda name, check: (name, lambda found: with_rows(folder, name, check, found, promised))
    return [
        on("update", lambda rows, found, p: rolling(rows, found, p, DELAY)),
        on("rollback", lambda rows, found, p: rolling(rows, found, p, 0.0)),
        on("rm", removal),
        on("drain", drain),
        on("active", active),
        on("failover", lambda rows, found, p: failover(rows, found, p, lane)),
    ]


def with_rows(folder, name, check, found, promised):
    rows = timeline(folder, name)
    if not rows:
        found.differs("was not recorded")
        return
    for r in rows:
        if r.kind == "api":
            found.differs("the API did not answer at %.1f s: %s" % (r.t, r.error))
        if r.kind == "node" and r.state != "ready" and name != "failover":
            found.differs("%s was seen %s at %.1f s" % (r.name, r.state, r.t))
    check(rows, found, promised)


def at_start(rows):
    """The rows of the first sample: how things stood before the step. A mark may come before it."""
    begin = min(r.t for r in rows if r.kind != "mark")
    return [r for r in rows if r.kind != "mark" and r.t == begin]


def tasks_at_start(rows):
    return {r.id for r in at_start(rows) if r.kind == "task" and r.desired == r.state == "running"}


def mark(rows, text):
    return next((r.t for r in rows if r.kind == "mark" and r.name == text), None)


class Replacement:
    """How one slot's task was replaced: instants of creation, of the old task's order to stop and end, of running."""

    def __init__(self, slot, rows, old, new):
        self.slot = slot
        self.created = min(r.at for r in new if r.at is not None)
        running = [r for r in new if r.state == "running"]
        self.running = running[0].at if running else None
        self.seen_running = running[0].t if running else None
        self.first_seen = new[0].t
        stops = [r for r in old if r.state in ("shutdown", "failed", "complete")]
        self.stopped = stops[0].at if stops else None
        self.waited_ready = [r for r in new if r.desired == "ready"]


def replacements(rows, found):
    start = tasks_at_start(rows)
    tasks = [r for r in rows if r.kind == "task"]
    out = []
    for new_id in dict.fromkeys(r.id for r in tasks if r.id not in start):
        new = [r for r in tasks if r.id == new_id]
        if new[0].desired in ("shutdown", "remove"):
            continue  # history
        old = [r for r in tasks if r.id in start and r.name == new[0].name]
        out.append(Replacement(new[0].slot, rows, old, new))
    for r in out:
        if r.running is None or r.stopped is None:
            found.differs("slot %d: the new task never ran or the old one never stopped" % r.slot)
    return sorted((r for r in out if r.running and r.stopped), key=lambda r: r.created)


def rolling(rows, found, promised, delay):
    """Every slot once, one after another, the delay counted from the moment the new task runs (U-rules)."""
    steps = replacements(rows, found)
    order = [s.slot for s in steps]
    found.equal("slots replaced", [1, 2, 3, 4], sorted(order))
    if promised:
        found.equal("order of the slots", sorted(order), order)
    for before, after in zip(steps, steps[1:]):
        gap = after.created - before.running
        if not delay - 0.02 <= gap <= delay + (0.75 if promised else 1.5):
            found.differs("slot %d came %.2f s after slot %d ran, delay %.0f s" % (after.slot, gap, before.slot, delay))
    for s in steps:
        stop = s.stopped - s.created
        if not GRACE - EARLY <= stop <= GRACE + (1.0 if promised else 3.0):
            found.differs("slot %d: the old task took %.2f s to stop, grace period %.0f s" % (s.slot, stop, GRACE))
        if s.running < s.stopped:
            found.differs("slot %d: the new task ran before the old one had stopped" % s.slot)
        if not s.waited_ready:
            found.differs("slot %d: the new task was never seen waiting in desired state ready" % s.slot)
        if promised and s.running - s.stopped > 2.0:
            found.differs("slot %d: %.2f s from the end of the old task to the new one" % (s.slot, s.running - s.stopped))
    before = at_start(rows)
    states = list(dict.fromkeys(r.state for r in rows if r.kind == "service" and r not in before))
    allowed = (["updating"], ["updating", "completed"]) if delay else (["rollback_started", "rollback_completed"], ["rollback_started"])
    states = [s for s in states if not (delay == 0 and s in ("updating", "completed"))]
    if states not in allowed:
        found.differs("states of the update: %s" % states)


def removal(rows, found, promised):
    left = {}
    for r in rows:
        if r.kind in ("task", "task-gone"):
            left[r.id] = r
    still = [r.name for r in left.values() if r.kind == "task"]
    found.equal("tasks left", [], still)
    if rows and max(r.t for r in rows) > GRACE + 4:
        found.differs("the last task went after %.1f s" % max(r.t for r in rows))


def drain(rows, found, promised):
    """Replaced at once, started when the old ones have stopped, without the restart delay; the rest is left alone."""
    here = {r.slot for r in at_start(rows) if r.kind == "task" and r.node == DRAINED}
    steps = replacements(rows, found)
    found.equal("slots replaced", here, {s.slot for s in steps})
    for s in steps:
        if s.first_seen > 2 * SAMPLE + 0.5:
            found.differs("slot %d: the replacement was created only after %.2f s" % (s.slot, s.first_seen))
        if not GRACE - EARLY <= s.stopped - s.created <= GRACE + (1.0 if promised else 3.0):
            found.differs("slot %d: the old task took %.2f s to stop" % (s.slot, s.stopped - s.created))
        if not 0 <= s.running - s.stopped <= 2.5:
            found.differs("slot %d: %.2f s from the old task's end to the new one" % (s.slot, s.running - s.stopped))
    last = {r.id: r for r in rows if r.kind == "task"}
    found.equal("live tasks on the drained node", [], [r.name for r in last.values()
                if r.node == DRAINED and r.desired == "running"])


def active(rows, found, promised):
    before = at_start(rows)
    moved = [r.name for r in rows if r.kind == "task" and r not in before]
    found.equal("tasks that moved when the node became active again", [], moved)


def failover(rows, found, promised, lane):
    down = next((r for r in rows if r.kind == "node" and r.name == LOST and r.state == "down"), None)
    steps = [r for r in rows if r.kind == "task" and r.t > (down.t if down else 0) - SAMPLE and r.node != LOST]
    if not down:
        found.differs("the node was never seen down")
        return
    found.equal("message of the lost node", "heartbeat failure", down.message)
    killed = mark(rows, "killed")
    took = down.t - killed
    start = tasks_at_start(rows)
    new = [r for r in steps if r.id not in start]
    running = next((r for r in new if r.state == "running" and r.desired == "running"), None)
    lost = {r.slot for r in at_start(rows) if r.kind == "task" and r.node == LOST}
    found.equal("slots replaced", lost, {r.slot for r in new})
    if running is None:
        found.differs("the replacement never ran")
        return
    wait = running.at - down.at
    print("  %-10s %-42s Down %.2f s after the kill returned, replacement running %.2f s later"
          % ("measured", "failover", took, wait))
    if promised and took > 2.0 + SAMPLE:
        found.differs("Down %.2f s after the kill, promised 2 s" % took)
    if promised and wait > 1.0:
        found.differs("the replacement ran %.2f s after Down, promised 1 s" % wait)
    false = [r.name for r in rows if r.kind == "node" and r.name != LOST and r.state == "down"]
    found.equal("nodes falsely seen down", [], false)
    back = [r for r in rows if r.kind == "node" and r.name == LOST and r.state == "ready" and r.t > down.t]
    if not back:
        found.differs("the node was not seen ready again")
    old = [r for r in rows if r.kind == "task" and r.node == LOST and r.id in start]
    code = "137" if lane == "docker" else "255"
    if lane == "docker":
        found.deliberate.add("D-4")
    last = old[-1]
    found.equal("end of the lost task", ("shutdown", "failed", "task: non-zero exit (%s)" % code, code),
                (last.desired, last.state, last.error, last.container_exit))
    if back and last.t > back[0].t + 2.0:
        found.differs("what became of the lost task was told %.1f s after the return" % (last.t - back[0].t))
