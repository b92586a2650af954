#!/usr/bin/env python3
"""Lane "docker": real containers on a dockerd of the lane's own.

The scenario through pipes, compared with the recordings; a quick rolling update; stops and kills of Troupe, which must
not touch the workload; a container that dies while Troupe is away; an image that is not there, and one that takes a
password; logs; Troupe's own tests with an engine."""
import re
import time

import harness
from credentials import private_image
from engine import Dockerd, Registry, engine_tests
from harness import Failed, Troupe, build, eventually, run_lane
from recording import instant
from simulated import scenario

QUICK = ["sh", "-c", "trap 'exit 0' TERM; echo here; sleep 1000 & wait"]  # stops at once
PROMISED = 4.0  # seconds for an update of four such tasks without delay


def quick_update(troupe, promised=PROMISED):
    troupe.docker("service", "create", "-d", "--name", "quick", "--replicas", "4", "alpine", *QUICK)
    eventually(lambda: len(troupe.running("quick")) == 4, 60, "4 running tasks of quick")
    time.sleep(1)
    old = {t["ID"] for t in troupe.tasks("quick")}
    before = time.time()
    troupe.docker("service", "update", "-d", "--image", "alpine:3.7", "quick")
    fresh = lambda: [t for t in troupe.running("quick") if t["ID"] not in old]
    eventually(lambda: len(fresh()) == 4, 60, "4 updated tasks of quick")
    took = max(instant(t["Status"]["Timestamp"]) for t in fresh()) - before
    eventually(lambda: troupe.service("quick")["UpdateStatus"]["State"] == "completed", 30, "the update completed")
    print("  rolling update of 4 containers, delay 0: %.2f s (promised %.0f s)" % (took, promised), flush=True)
    if took > promised:
        raise Failed("the rolling update took %.2f s, promised %.0f s" % (took, promised))


def restarts(troupe, engine):
    """A restart of the orchestrator is not a restart of the workload, however it comes about."""
    tasks = lambda: {t["ID"] for t in troupe.running("quick")}
    containers, before = engine.containers(), tasks()
    if len(containers) != 4:
        raise Failed("%d containers for 4 tasks" % len(containers))
    for how, end in (("SIGTERM", troupe.stop), ("kill -9", troupe.kill)):
        end()
        if engine.containers() != containers:
            raise Failed("%s: containers ended with Troupe" % how)
        took = troupe.start()
        eventually(lambda: len(tasks()) == 4, 20, "4 running tasks after the restart")
        time.sleep(3)
        if engine.containers() != containers or engine.containers("-a") & containers != containers:
            raise Failed("%s: other containers after the restart" % how)
        if tasks() != before:
            raise Failed("%s: other tasks after the restart: %s, were %s" % (how, tasks(), before))
        print("  %s and start (answers after %.2f s): the same 4 containers and tasks" % (how, took), flush=True)
    for deed, happened, error in ((("kill",), "died", "task: non-zero exit (137)"),
                                  (("rm", "-f"), "was removed", "dockerexec: container destroyed")):
        containers, before = engine.containers(), tasks()
        troupe.kill()
        engine.docker(*deed, sorted(containers)[0])
        troupe.start()
        eventually(lambda: len(tasks()) == 4 and len(tasks() - before) == 1, 30,
                   "one task replaced after its container %s" % happened)
        failed = [t["Status"]["Err"] for t in troupe.tasks("quick") if t["Status"]["State"] == "failed"]
        if error not in failed:
            raise Failed("what is told of the container that %s meanwhile: %s" % (happened, failed))
        if len(engine.containers() & containers) != 3:
            raise Failed("the other containers were not left alone")
        print("  a container that %s while Troupe was away: told and replaced, the other 3 left alone" % happened, flush=True)


def missing_image(troupe):
    """Warning, error and state as recorded (cli/image-missing)."""
    created = troupe.docker("service", "create", "-d", "--name", "missing", "nosuchimage:1.0", "sleep", "1")
    warning = ("image nosuchimage:1.0 could not be accessed on a registry to record\nits digest. Each node will access "
               "nosuchimage:1.0 independently,\npossibly leading to different nodes running different\nversions of the image.")
    if created.stderr.strip() != warning:
        raise Failed("the warning about a missing image: %r" % created.stderr)
    rejected = lambda: [t for t in troupe.tasks("missing") if t["Status"]["State"] == "rejected"]
    eventually(lambda: len(rejected()) > 1, 30, lambda: "two rejected tasks: %s" % troupe.tasks("missing"))
    texts = {t["Status"].get("Err") for t in rejected()}
    # E-5: what the registry said may follow; a registry that cannot be reached says something else than one that can.
    begin = "No such image: nosuchimage:1.0"
    if not all(text == begin or text.startswith(begin + ": ") for text in texts):
        raise Failed("the error of a missing image: %s" % texts)
    troupe.docker("service", "rm", "missing")
    print("  missing image: warned, rejected, told why", flush=True)


def logs(troupe):
    troupe.docker("service", "create", "-d", "--name", "talk", "--replicas", "2", "alpine", "sh", "-c",
                  "for i in 1 2 3; do echo line $i; echo err $i >&2; done; sleep 1000")
    eventually(lambda: len(troupe.running("talk")) == 2, 60, "2 running tasks of talk")
    time.sleep(1)
    said = troupe.docker("service", "logs", "talk")
    for text, word in ((said.stdout, "line"), (said.stderr, "err")):
        for slot in (1, 2):
            lines = re.findall(r"^talk\.%d\.[a-z0-9]{12}@ip-172-31-\d+-\d+ +\| (.*)$" % slot, text, re.M)
            if lines != ["%s %d" % (word, i) for i in (1, 2, 3)]:
                raise Failed("the logs of talk.%d: %s" % (slot, said))
    last = troupe.docker("service", "logs", "--tail", "1", "--raw", "talk").stdout.split("\n")
    if sorted(filter(None, last)) != ["line 3", "line 3"] and len(list(filter(None, last))) > 2:
        raise Failed("the last lines: %r" % last)
    troupe.docker("service", "rm", "talk")
    print("  logs: all lines of both tasks, on both streams", flush=True)


def shown(*parts):
    """Whether all of them show what they are to show; one that does not keeps none of the others from it."""
    good = True
    for part in parts:
        try:
            part()
        except Failed as why:
            print("FAILED: %s" % why, flush=True)
            good = False
    return good


def leaves_nothing(troupe, engine):
    for service in troupe.get("/services"):
        troupe.docker("service", "rm", service["ID"])
    eventually(lambda: not engine.containers("-a"), 40, lambda: "no container left: %s" % engine.docker("ps", "-a").stdout)
    print("  removed services leave no container", flush=True)


def lane():
    build()
    registry = Registry()
    registry.start()
    engine = Dockerd(registry)
    engine.start()
    engine.make_images()
    troupe = Troupe("docker", "--driver", "docker", engine="unix://" + engine.socket)
    print("  Troupe answers after %.2f s" % troupe.start(), flush=True)
    good = shown(lambda: engine_tests(engine), lambda: quick_update(troupe), lambda: restarts(troupe, engine),
                 lambda: missing_image(troupe), lambda: private_image(troupe, engine), lambda: logs(troupe))
    leaves_nothing(troupe, engine)
    good &= scenario("docker", {"pipes": troupe}, 900)
    troupe.stop()
    return good


if __name__ == "__main__":
    run_lane(lane, 1500)
