#!/usr/bin/env python3
"""Lane "crash": real processes, the durable journal, and kill -9 of Troupe at random moments.

Usage: crash.py [ROUNDS] [SEED]      24 rounds and a seed of the day by default

Each round starts an update (sometimes a second one over it, sometimes another size), kills Troupe somewhere in its
course, starts it again and waits until every slot has exactly one running task of the newest accepted spec, exactly
one real process stands for each and none for an older spec, and the update is completed. A second service is left
alone: its processes must live through all of it. Then crashes within a restart delay, a monitor period, a drain.
"""
import os
import random
import signal
import sys
import threading
import time

import harness
from harness import Failed, Troupe, build, eventually, run_lane
from recording import instant

NODES = ["node-1", "node-2", "node-3"]


def processes(marker):
    """The pids of all `sleep MARKER`; a marker is a number of seconds that nobody else sleeps."""
    pids = set()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = open("/proc/%s/cmdline" % pid, "rb").read().split(b"\0")
        except OSError:
            continue
        if len(words) == 3 and os.path.basename(words[0]) == b"sleep" and words[1] == marker.encode():
            pids.add(int(pid))
    return pids


class Course:
    """One Troupe and what it was asked to do so far."""

    def __init__(self, chance):
        self.chance = chance
        self.base = 10_000_000 + 1000 * chance.randrange(80_000)
        self.used = []
        self.of = {}  # by service: the markers it has had
        harness.CLEANUPS.append(self.end_processes)  # after Troupe has ended, as the last to come is the first to go
        self.troupe = Troupe("crash", "--driver", "process", nodes=NODES)
        self.starts = []

    def end_processes(self):
        for marker in self.used:  # what a lane that failed half-way leaves
            for pid in processes(marker):
                os.kill(pid, signal.SIGKILL)

    def marker(self):
        self.used.append(str(self.base + len(self.used)))
        return self.used[-1]

    def crash(self):
        self.troupe.kill()

    def start(self):
        self.starts.append(self.troupe.start())

    def create(self, name, size, *options):
        marker = self.marker()
        self.troupe.docker("service", "create", "-d", "--name", name, "--replicas", str(size), *options, "work:1", "sleep",
                           marker)
        eventually(lambda: self.settled(name, marker, size, updated=False), 30, lambda: self.state(name, marker))
        return marker

    def settled(self, name, marker, size, updated=True):
        service = self.troupe.service(name)
        tasks = self.troupe.tasks(name)
        live = [t for t in tasks if t["DesiredState"] not in ("shutdown", "remove")]
        over = ("complete", "shutdown", "failed", "rejected", "orphaned")
        return (
            len(live) == len({t["Slot"] for t in live}) == size  # a smaller size need not keep the lowest slots
            and all(t["DesiredState"] == t["Status"]["State"] == "running" for t in live)
            and all(t["Spec"]["ContainerSpec"]["Args"] == ["sleep", marker] for t in live)
            and all(t["Status"]["State"] in over for t in tasks if t not in live)
            and (not updated or service.get("UpdateStatus", {}).get("State") == "completed")
            and service["Spec"]["TaskTemplate"]["ContainerSpec"]["Args"] == ["sleep", marker]
            and len(processes(marker)) == size
            and not any(processes(m) for m in self.used if m != marker and m in self.of.get(name, ()))
        )

    def state(self, name, marker):
        try:
            service, tasks = self.troupe.service(name), self.troupe.tasks(name)
        except OSError as trouble:
            return repr(trouble)
        rows = ["%s slot %s %s/%s %s %s" % (t["ID"][:6], t["Slot"], t["DesiredState"], t["Status"]["State"],
                t["Spec"]["ContainerSpec"]["Args"][-1], t["Status"].get("Err", "")) for t in tasks]
        alive = {m: len(processes(m)) for m in self.of.get(name, [marker]) if processes(m)}
        return "%s settled on %s; update %s; processes %s; tasks:\n  %s\n--- Troupe:\n%s" % (
            name, marker, service.get("UpdateStatus"), alive, "\n  ".join(rows), self.troupe.last_words())


def updates(course, rounds):
    chance, troupe = course.chance, course.troupe
    size = 5
    calm = course.create("calm", 3)
    calm_pids = processes(calm)
    marker = course.create("web", size, "--stop-grace-period", "2s", "--update-monitor", "300ms")
    course.of["web"] = [marker]
    accepted_once = False
    for n in range(1, rounds + 1):
        delay, lanes = chance.choice([0, 50, 150, 300]), chance.choice([1, 2])
        kind = chance.choice(["update", "update", "twice", "scale", "in flight"])
        newest = course.marker()
        course.of["web"].append(newest)
        change = ["service", "update", "-d", "--args", "sleep " + newest, "--update-delay", "%dms" % delay,
                  "--update-parallelism", str(lanes), "web"]
        course_time = size / lanes * (delay / 1000 + 0.25) + 0.3
        if kind == "in flight":
            outcome = []
            client = threading.Thread(target=lambda: outcome.append(troupe.docker(*change, check=False).returncode))
            client.start()
            time.sleep(chance.uniform(0.02, 0.2))
            course.crash()
            client.join(60)
            accepted = outcome == [0]
        else:
            troupe.docker(*change)
            if kind == "twice":
                time.sleep(chance.uniform(0, course_time / 2))
                newest = course.marker()
                course.of["web"].append(newest)
                troupe.docker("service", "update", "-d", "--args", "sleep " + newest, "web")
            if kind == "scale":
                size = chance.choice([k for k in (3, 4, 5, 6) if k != size])
                troupe.docker("service", "scale", "-d", "web=%d" % size)
            moment = chance.choice([0.0, chance.uniform(0, course_time), chance.uniform(0, course_time)])
            time.sleep(moment)
            course.crash()
            accepted = True
        course.start()
        kept = troupe.service("web")["Spec"]["TaskTemplate"]["ContainerSpec"]["Args"][-1]
        if accepted and kept != newest:
            raise Failed("round %d: the accepted update to %s was lost, the spec says %s" % (n, newest, kept))
        if not accepted:
            newest = kept  # the client saw no answer: either is right
        accepted_once |= newest != marker
        begin, most = time.time(), 0
        while not course.settled("web", newest, size, updated=accepted_once):
            most = max(most, len(processes(newest)))
            if most > size:
                raise Failed("round %d: %d processes for %d slots" % (n, most, size))
            if time.time() - begin > 40:
                raise Failed("round %d: not settled: %s" % (n, course.state("web", newest)))
            time.sleep(0.05)
        if processes(calm) != calm_pids:
            raise Failed("round %d: the service left alone has other processes" % n)
        settled = time.time() - begin
        again = [t for t in troupe.tasks("web") if t["Spec"]["ContainerSpec"]["Args"][-1] == newest
                 and t["Status"]["State"] != "running"]
        print("  round %2d %-9s delay %3d ms, %d at a time: answered after %.2f s, settled %.2f s later, %d processes%s"
              % (n, kind, delay, lanes, course.starts[-1], settled, size,
                 ", attempts ended: %s" % [(t["Slot"], t["Status"]["State"], t["Status"].get("Err", "")) for t in again]
                 if again else ""), flush=True)
    troupe.stop()
    if processes(calm) != calm_pids:
        raise Failed("an orderly stop of Troupe did not leave the workload alone")
    course.start()
    time.sleep(1)
    if processes(calm) != calm_pids or not course.settled("web", newest, size):
        raise Failed("after an orderly restart: " + course.state("web", newest))
    print("  orderly restart: the same processes run on", flush=True)
    for name in ("web", "calm"):
        troupe.docker("service", "rm", name)
    eventually(lambda: not processes(newest) and not processes(calm), 20, "no process left of the removed services")


def within_restart_delay(course):
    """The delay goes on where it stood: one replacement, not before its time and not a whole delay late (R-rules)."""
    delay = 6.0
    marker = course.create("late", 1, "--restart-delay", "6s")
    (pid,) = processes(marker)
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: any(t["Status"]["State"] == "failed" for t in course.troupe.tasks("late")), 10, "a failed task")
    ended = time.time()
    time.sleep(course.chance.uniform(0.2, 1.5))
    course.crash()
    course.start()
    back = time.time() - ended
    eventually(lambda: processes(marker), delay + 15, lambda: course.state("late", marker))
    took = time.time() - ended
    eventually(lambda: course.settled("late", marker, 1, updated=False), 10, lambda: course.state("late", marker))
    if not delay - 0.5 <= took <= max(delay, back) + 2.5:
        raise Failed("the replacement came %.2f s after the failure, restart delay %.0f s, Troupe was back after %.2f s"
                     % (took, delay, back))
    tasks = len(course.troupe.tasks("late"))
    if tasks != 2:
        raise Failed("%d tasks instead of the failed one and its replacement" % tasks)
    print("  restart delay of 6 s: replaced once, %.2f s after the failure (Troupe was back after %.2f s)" % (took, back), flush=True)
    course.troupe.docker("service", "rm", "late")


def within_monitor_period(course):
    """The last task of an update is still watched after the crash: its failure pauses the update."""
    course.create("watched", 2, "--update-monitor", "20s", "--update-parallelism", "0", "--restart-delay", "1s")
    newest = course.marker()
    course.troupe.docker("service", "update", "-d", "--args", "sleep " + newest, "watched")
    eventually(lambda: len(processes(newest)) == 2, 20, lambda: course.state("watched", newest))
    ran = time.time()
    time.sleep(course.chance.uniform(0.2, 1.0))
    course.crash()
    course.start()
    status = course.troupe.service("watched").get("UpdateStatus", {}).get("State")
    if status != "updating" and time.time() - ran < 18:
        raise Failed("%.1f s after the new tasks ran the update is %s, monitor 20 s" % (time.time() - ran, status))
    os.kill(min(processes(newest)), signal.SIGKILL)
    killed = time.time() - ran
    if killed > 18:
        raise Failed("the machine is too slow for this: %.1f s until the kill" % killed)
    found = eventually(lambda: [s for s in [course.troupe.service("watched").get("UpdateStatus", {})] if s.get("State") ==
                                "paused"], 10, lambda: course.state("watched", newest))[0]
    if not found.get("Message", "").startswith("update paused due to failure or early termination of task "):
        raise Failed("the message of the paused update: %r" % found.get("Message"))
    print("  monitor period of 20 s: a failure %.1f s into it, after the crash, pauses the update" % killed, flush=True)
    eventually(lambda: len(processes(newest)) == 2, 15, lambda: course.state("watched", newest))
    course.troupe.docker("service", "update", "-d", "--update-monitor", "4s", "--args", "sleep " + course.marker(), "watched")
    last = course.used[-1]
    eventually(lambda: len(processes(last)) == 2, 20, lambda: course.state("watched", last))
    eventually(lambda: len(course.troupe.running("watched")) == 2, 10, lambda: course.state("watched", last))
    started = max(instant(t["Status"]["Timestamp"]) for t in course.troupe.running("watched"))
    course.crash()
    course.start()
    back = time.time() - started
    eventually(lambda: course.troupe.service("watched")["UpdateStatus"]["State"] == "completed", 20,
               lambda: course.state("watched", last))
    took = instant(course.troupe.service("watched")["UpdateStatus"]["CompletedAt"]) - started
    if not 3.8 <= took <= max(4.0, back) + 2.5:
        raise Failed("completed %.2f s after the last task ran, monitor 4 s, back after %.2f s" % (took, back))
    print("  monitor period of 4 s, quiet: completed %.2f s after the last task ran" % took, flush=True)
    course.troupe.docker("service", "rm", "watched")


def within_drain(course):
    """A drain whose tasks need their grace period: the crash in its midst changes nothing of its end."""
    marker = course.marker()
    line = "trap '' TERM; sleep %s" % marker  # sleep inherits the deaf ear
    course.troupe.docker("service", "create", "-d", "--name", "stubborn", "--replicas", "6", "--stop-grace-period", "4s",
                         "work:1", "sh", "-c", line)
    eventually(lambda: len(course.troupe.running("stubborn")) == 6 and len(processes(marker)) == 6, 30,
               lambda: "6 running tasks and processes of stubborn, processes: %d" % len(processes(marker)))
    ids = {n["Description"]["Hostname"]: n["ID"] for n in course.troupe.get("/nodes")}
    course.troupe.docker("node", "update", "--availability", "drain", NODES[1])
    time.sleep(course.chance.uniform(0.2, 2.0))
    course.crash()
    course.start()

    def elsewhere():
        live = [t for t in course.troupe.tasks("stubborn") if t["DesiredState"] not in ("shutdown", "remove")]
        return (len(live) == 6 and all(t["DesiredState"] == t["Status"]["State"] == "running" for t in live)
                and all(t["NodeID"] != ids[NODES[1]] for t in live) and len(processes(marker)) == 6)

    eventually(elsewhere, 30, lambda: "6 tasks off the drained node and 6 processes (%d)\n%s" % (
        len(processes(marker)), course.troupe.docker("service", "ps", "stubborn", check=False).stdout))
    found = course.troupe.get("/nodes/" + ids[NODES[1]])["Spec"]["Availability"]
    if found != "drain":
        raise Failed("the accepted drain was lost: " + found)
    print("  drain: all elsewhere, as many processes as tasks", flush=True)
    course.troupe.docker("node", "update", "--availability", "active", NODES[1])
    course.troupe.docker("service", "rm", "stubborn")
    eventually(lambda: not processes(marker), 20, "no process left of stubborn")


def lane():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1_000_000)
    print("seed %d (crash.py %d %d repeats its choices)" % (seed, rounds, seed), flush=True)
    build()
    course = Course(random.Random(seed))
    print("  first answer after %.2f s" % course.troupe.start(), flush=True)
    updates(course, rounds)
    within_restart_delay(course)
    within_monitor_period(course)
    within_drain(course)
    course.troupe.stop()
    print("  %d crashes; the API answered after %.2f s (median), %.2f s (longest)"
          % (len(course.starts) - 1, sorted(course.starts)[len(course.starts) // 2], max(course.starts)))
    return True


if __name__ == "__main__":
    run_lane(lane, 900)
