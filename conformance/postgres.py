#!/usr/bin/env python3
"""Lane "postgresql": the journal in a PostgreSQL server that this lane starts; both are killed while services change.

Usage: postgres.py [ROUNDS] [SEED]      6 rounds and a seed of the day by default

Each round starts an update or another size, then kills Troupe (kill -9), or crashes the server, somewhere in its course.
Afterwards every slot has exactly one running task of the newest accepted spec and the update is completed. Then a
second Troupe is refused, the journal is verified, and carried to an embedded store and to another database and back,
with equal exports; a Troupe on the embedded copy shows the same services, and tells the same history and the same whys.
"""
import os
import random
import signal
import socket
import subprocess
import sys
import time

import harness
import stream
from harness import FOLDER, ROOT, Daemon, Failed, Troupe, api, build, eventually, run_lane

NODES = ["node-1", "node-2", "node-3"]
USER = "postgres"  # the server refuses root


def programs():
    found = sorted(d for d in (os.path.join("/usr/lib/postgresql", v, "bin") for v in os.listdir("/usr/lib/postgresql"))
                   if os.access(d + "/initdb", os.X_OK))
    if not found:
        raise Failed("no PostgreSQL server: Debian's package is postgresql")
    return found[-1]


class Server(Daemon):
    """A PostgreSQL server with data of its own on a free port of the loopback address."""

    def __init__(self):
        super().__init__("postgresql")
        self.bin = programs()
        self.data = os.path.join(self.folder, "data")
        os.chmod(self.folder, 0o777)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.run("initdb", "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale")

    def words(self, program, *arguments):
        drop = ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"] if os.getuid() == 0 else []
        return drop + [os.path.join(self.bin, program), *arguments]

    def run(self, program, *arguments):
        done = subprocess.run(self.words(program, *arguments), cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise Failed("%s: exit %d: %s" % (program, done.returncode, done.stderr.strip()))
        return done.stdout

    def begin(self):
        self.launch(self.words("postgres", "-D", self.data, "-p", str(self.port), "-k", "", "-c",
                               "listen_addresses=127.0.0.1"))
        eventually(lambda: self.answers(), 60, lambda: "an answer of the server\n" + self.last_words())

    def answers(self):
        return subprocess.run(self.words("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)),
                              cwd=self.folder).returncode == 0

    def crash(self):
        """Every backend ends without a word and memory is lost; what was synced is on the disk."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(60)

    def sql(self, text, database="postgres"):
        return self.run("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-d", database, "-Atqc", text)

    def settings(self, database):
        self.sql("CREATE DATABASE " + database)
        path = os.path.join(FOLDER, database + ".conf")
        with open(path, "w") as out:
            out.write("troupe.journal { store = postgresql, postgresql { user = %s, url = "
                      "\"jdbc:postgresql://127.0.0.1:%d/%s\" } }\n" % (USER, self.port, database))
        return path


def journal(*words, good=True):
    environment = dict(os.environ, TROUPE_BUILD="never")
    done = subprocess.run([ROOT + "/troupe", "journal", *words], env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=300)
    if good and done.returncode:
        raise Failed("troupe journal %s: exit %d: %s%s" % (" ".join(words), done.returncode, done.stdout, done.stderr))
    return done


def settled(troupe, name, image, size, updated):
    service, tasks = troupe.service(name), troupe.tasks(name)
    live = [t for t in tasks if t["DesiredState"] not in ("shutdown", "remove")]
    return (len(live) == len({t["Slot"] for t in live}) == size
            and all(t["DesiredState"] == t["Status"]["State"] == "running" for t in live)
            and all(t["Spec"]["ContainerSpec"]["Image"].split("@")[0] == image for t in live)
            and service["Spec"]["TaskTemplate"]["ContainerSpec"]["Image"].split("@")[0] == image
            and (not updated or service.get("UpdateStatus", {}).get("State") == "completed"))


def state(troupe, name):
    rows = ["%s slot %s %s/%s %s" % (t["ID"][:6], t["Slot"], t["DesiredState"], t["Status"]["State"],
            t["Spec"]["ContainerSpec"]["Image"].split("@")[0]) for t in troupe.tasks(name)]
    return "%s settled; update %s\n  %s\n%s" % (name, troupe.service(name).get("UpdateStatus"), "\n  ".join(rows),
                                                troupe.last_words())


def updates(troupe, server, chance, rounds):
    troupe.docker("service", "create", "-d", "--name", "web", "--replicas", "5", "--update-monitor", "300ms", "nginx:0")
    eventually(lambda: settled(troupe, "web", "nginx:0", 5, False), 60, lambda: state(troupe, "web"))
    size, image = 5, "nginx:0"
    for n in range(1, rounds + 1):
        image = "nginx:%d" % n
        troupe.docker("service", "update", "-d", "--image", image, "--update-delay", "200ms", "web")
        if n % 3 == 2:
            size = chance.choice([k for k in (3, 4, 6) if k != size])
            troupe.docker("service", "scale", "-d", "web=%d" % size)
        time.sleep(chance.uniform(0, 1.5))
        if n % 2:
            what = "kill -9 of Troupe"
            troupe.kill()
            troupe.start()
        else:
            what = "crash of the server"
            server.crash()
            time.sleep(chance.uniform(0, 2))
            server.begin()
        begin = time.time()
        # A size that changes ends an update's status; a service scaled amid an update still replaces every task.
        eventually(lambda: settled(troupe, "web", image, size, n % 3 != 2), 90, lambda: state(troupe, "web"))
        if not troupe.alive():
            raise Failed("Troupe has ended:\n" + troupe.last_words())
        print("  round %d: %s amid an update, %d tasks settled %.1f s later" % (n, what, size, time.time() - begin),
              flush=True)
    return image, size


def one_owner(troupe, settings):
    second = Troupe("second", "--driver", "simulated", "--conf", settings, nodes=["elsewhere"])
    try:
        second.start(30)
    except Failed as refused:
        if "is in use by another Troupe" not in str(refused):
            raise Failed("a second Troupe on the journal: " + str(refused)) from None
    else:
        raise Failed("a second Troupe started on the journal of the first")
    done = journal("compact", "--conf", settings, "--older-than", "2h", "--remove", good=False)
    if done.returncode == 0 or "is in use" not in done.stderr:
        raise Failed("a compaction while Troupe runs: exit %d: %s" % (done.returncode, done.stderr))
    print("  a second Troupe, and a compaction, are refused meanwhile", flush=True)


def journeys(server, settings):
    print("  " + journal("verify", "--conf", settings).stdout.strip(), flush=True)
    first, second, third = (os.path.join(FOLDER, "export-%d" % n) for n in (1, 2, 3))
    data = os.path.join(FOLDER, "copy")
    journal("export", "--conf", settings, first)
    journal("import", "--data", data, first)
    journal("export", "--data", data, second)
    again = server.settings("again")
    journal("import", "--conf", again, second)
    journal("export", "--conf", again, third)
    contents = [open(each, "rb").read() for each in (first, second, third)]
    if contents[0] != contents[1] or contents[0] != contents[2]:
        raise Failed("the exports of PostgreSQL, the embedded copy and the second database differ")
    for where in (["--data", data], ["--conf", again]):
        print("  " + journal("verify", *where).stdout.strip(), flush=True)
    print("  to an embedded store, and to another database: equal exports, %d bytes" % len(contents[0]), flush=True)


def told(troupe, moment):
    """What a Troupe tells of a moment: its history up to there, and why each service, node and task is as it was then."""
    asked = ["/troupe/v1/why/nodes/" + node for node in NODES] + ["/troupe/v1/why/services/web"]
    status, tasks = api(troupe.socket, "/v1.41/tasks?at=%d" % moment)
    if status != 200 or not tasks:
        raise Failed("the tasks of the moment %d: %d %s" % (moment, status, tasks))
    asked += ["/troupe/v1/why/tasks/" + task["ID"] for task in tasks]
    answers = {path: api(troupe.socket, "%s?at=%d" % (path, moment)) for path in asked}
    for path, (status, story) in answers.items():
        if status != 200 or not story["chain"]:
            raise Failed("%s at %d: %d %s" % (path, moment, status, story))
    answers["history"] = [event for event in stream.all_of(troupe.socket) if event["offset"] <= moment]
    return answers


def same_told(postgresql, embedded):
    differ = [path for path in postgresql if postgresql[path] != embedded.get(path)]
    if differ or postgresql.keys() != embedded.keys():
        path = (differ or sorted(postgresql.keys() ^ embedded.keys()))[0]
        raise Failed("%s: PostgreSQL tells\n  %s\nand the embedded copy\n  %s" % (path, postgresql.get(path), embedded.get(path)))
    steps = sum(len(answer[1]["chain"]) for path, answer in postgresql.items() if path != "history")
    print("  both tell %d events and %d whys of %d steps alike" % (len(postgresql["history"]), len(postgresql) - 1, steps),
          flush=True)


def lane():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1_000_000)
    print("seed %d (postgres.py %d %d repeats its choices)" % (seed, rounds, seed), flush=True)
    build()
    server = Server()
    server.begin()
    settings = server.settings("troupe")
    troupe = Troupe("troupe", "--driver", "simulated", "--conf", settings, nodes=NODES)
    print("  first answer after %.2f s" % troupe.start(), flush=True)
    image, size = updates(troupe, server, random.Random(seed), rounds)
    one_owner(troupe, settings)
    moment = stream.all_of(troupe.socket)[-1]["offset"]
    before = told(troupe, moment)
    troupe.stop()
    journeys(server, settings)
    copy = Troupe("copied", "--driver", "simulated", nodes=NODES)
    copy.data = os.path.join(FOLDER, "copy")
    copy.start()
    eventually(lambda: settled(copy, "web", image, size, False), 60, lambda: state(copy, "web"))
    same_told(before, told(copy, moment))
    copy.stop()
    print("  a Troupe on the embedded copy goes on with %d tasks of %s" % (size, image), flush=True)
    server.stop()
    return True


if __name__ == "__main__":
    run_lane(lane, 900)
