#!/usr/bin/env python3
"""Lane "journal": the maintenance scenario on three simulated nodes with short delays, driven by the docker CLI; then the
journal tells it back: history, why, versions, the past through the unmodified docker CLI, a stream that is cut off and goes
on, a rehearsed update beside the real one, figures, and a verified journal at the end.  About 3 minutes.

What is told is compared with golden/journal/*.txt (wording.py); CONFORMANCE_ACCEPT=1 records it anew, to be read by a person.
"""
import json
import os
import re
import subprocess
import threading
import time

import harness
import stream
import wording
from harness import FOLDER, ROOT, Failed, Troupe, api, build, cli, eventually, run_lane

NODES = ["alpha", "beta", "gamma"]
SCRIPT = {"rules": [{"prepare": "300ms", "start": "200ms", "stop": "200ms"},
                    {"image": "bad:*", "exit": {"after": "300ms", "code": 3}}]}
# Five of Swarm's own names end as no gauge's should (docs/metrics.md).
KNOWN_TO_LINT = re.compile(r'swarm_manager_(services|tasks|networks|secrets|configs)_total non-counter metrics should not have "_total"')


class Quiet(Troupe):
    """A Troupe whose standard output and error are kept apart."""

    def launch(self, words, environment=None):
        self.out = os.path.join(self.folder, "out")
        with open(self.out, "wb") as out, open(self.log, "ab") as log:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=log,
                                            env=environment, start_new_session=True)


    def log_text(self):
        with open(self.log, errors="replace") as log:
            return log.read()


class Lane:
    def __init__(self):
        self.wrong = []
        script = os.path.join(FOLDER, "script.json")
        with open(script, "w") as f:
            json.dump(SCRIPT, f)
        self.troupe = Quiet("journal", "--driver", "simulated", "--script", script, nodes=NODES)

    # Small words.

    def check(self, what, good, detail=""):
        print("  %s %s" % ("ok " if good else "BAD", what), flush=True)
        if not good:
            self.wrong.append(what)
            print("      %s" % str(detail).replace("\n", "\n      "), flush=True)

    def say(self, text):
        print("- " + text, flush=True)

    def ask(self, *words, code=0, where=("--host",)):
        """Runs ./troupe WORDS against the running Troupe and returns what it printed."""
        place = ["--host", "unix://" + self.troupe.socket] if where == ("--host",) else list(where)
        split = words.index("--") if "--" in words else len(words)
        line = [ROOT + "/troupe", *words[:split], *place, *words[split:]]
        done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                              env=dict(os.environ, TROUPE_BUILD="never", LC_ALL="C.UTF-8", TZ="UTC",
                                       DOCKER_CONFIG=FOLDER + "/docker-config"))
        if done.returncode != code:
            raise Failed("troupe %s: exit %d: %s%s" % (" ".join(words), done.returncode, done.stdout, done.stderr))
        return done.stdout

    def told(self, name, text):
        differences = wording.compare(name, text)
        self.check("told as reviewed: " + name, not differences, "\n".join(differences))

    def docker(self, *words):
        return self.troupe.docker(*words).stdout

    def settle(self, name, image, count, off=None):
        nodes = {n["ID"]: n["Description"]["Hostname"] for n in self.troupe.get("/nodes")}

        def is_so():
            running = self.troupe.running(name)
            return (len(running) == count
                    and all(t["Spec"]["ContainerSpec"]["Image"].startswith(image) for t in running)
                    and all(nodes[t["NodeID"]] != off for t in running)
                    and len([t for t in self.troupe.tasks(name) if t["DesiredState"] in ("running", "ready")]) == count)

        self.troupe.wait(is_so, 60, "%d tasks of %s run %s" % (count, name, image))

    def update_ends(self, name, state):
        def status():
            return self.troupe.service(name).get("UpdateStatus", {}).get("State")

        self.troupe.wait(lambda: status() == state, 60, lambda: "%s is %s, not %s" % (name, status(), state))

    def node_is(self, name, state):
        self.troupe.wait(lambda: {n["Description"]["Hostname"]: n["Status"]["State"] for n in self.troupe.get("/nodes")}[name]
                         == state, 60, "%s is %s" % (name, state))

    def moment(self):
        """The offset of the newest event."""
        return stream.all_of(self.troupe.socket)[-1]["offset"]

    # What happens.

    def scenario(self):
        self.say("the scenario")
        self.moments = {}
        self.docker("service", "create", "-d", "--name", "ping", "--replicas", "4", "--update-delay", "1s",
                    "--update-monitor", "1s", "--rollback-monitor", "1s", "--restart-delay", "1s", "--stop-grace-period", "1s",
                    "alpine", "ping", "docker.com")
        self.settle("ping", "alpine:latest", 4)
        self.moments["created"] = self.moment()
        self.remember("created")
        self.docker("service", "update", "-d", "--image", "alpine:3.7", "ping")
        self.update_ends("ping", "completed")
        self.moments["updated"] = self.moment()
        self.remember("updated")
        self.docker("service", "rollback", "-d", "ping")
        self.update_ends("ping", "rollback_completed")
        self.docker("node", "update", "--availability", "drain", "beta")
        self.settle("ping", "alpine:latest", 4, off="beta")
        self.docker("node", "update", "--availability", "active", "beta")
        subprocess.run(self.troupe.node_command("kill", "gamma"), shell=True, check=True, stdout=subprocess.DEVNULL,
                       env=self.troupe.environment)
        self.node_is("gamma", "down")
        self.settle("ping", "alpine:latest", 4, off="gamma")
        self.told("why-node-down", self.ask("why", "gamma"))
        subprocess.run(self.troupe.node_command("revive", "gamma"), shell=True, check=True, stdout=subprocess.DEVNULL,
                       env=self.troupe.environment)
        self.node_is("gamma", "ready")
        # Something for the night: an update that fails, and a task that fits nowhere.
        self.docker("service", "create", "-d", "--name", "bad", "--replicas", "2", "--update-monitor", "2s", "--restart-condition",
                    "none", "good:1")
        self.settle("bad", "good:1", 2)
        self.docker("service", "update", "-d", "--image", "bad:1", "bad")
        self.update_ends("bad", "paused")
        self.docker("service", "create", "-d", "--name", "big", "--reserve-cpu", "64", "alpine")
        self.troupe.wait(lambda: any(t["Status"].get("Err") for t in self.troupe.tasks("big")), 30, "why big is pending")

    def remember(self, name):
        """What the docker CLI shows now, to be asked for again later."""
        time.sleep(1.2)  # The CLI shows ages in whole seconds: not in the second in which something ends.
        self.present = getattr(self, "present", {})
        self.present[name] = self.docker("service", "ps", "--no-trunc", "ping"), self.docker("service", "inspect", "ping")

    # What is told of it.

    def tells(self):
        self.say("told back")
        self.told("history-service", self.ask("history", "ping"))
        self.told("history-node", self.ask("history", "gamma"))
        self.told("why-service", self.ask("why", "ping"))
        self.told("why-paused", self.ask("why", "bad"))
        self.told("why-pending", self.ask("why", "big"))
        self.told("versions", self.ask("versions", "ping"))
        difference = self.ask("diff", "ping", "1", "2")
        self.told("diff", difference)
        self.check("diff names both images", "alpine:latest" in difference and "alpine:3.7" in difference, difference)

        story = self.ask("history", "ping")
        steps = [s for s in re.findall(r"(?m)is done with slots? (\d+)", story)]
        self.check("history tells the update and the rollback slot by slot", steps[:8] == list("12341234"), steps)
        who = [e for e in stream.all_of(self.troupe.socket) if e["event"] == "service.rollout-started"]
        self.check("each rollout is on a client's word",
                   all(e["by"].startswith("client docker service") for e in who) and len(who) >= 3, who)

    def rolls_back_to(self):
        self.say("back to version 2")
        self.ask("rollback", "ping", "--to", "2")
        self.settle("ping", "alpine:3.7", 4)
        self.update_ends("ping", "rollback_completed")
        self.told("versions-after", self.ask("versions", "ping"))

    def shows_the_past(self):
        self.say("the past, through the docker CLI")
        ages = lambda text: re.sub(r"(?i)(about an? |less than a )?(\d+ )?(seconds?|minutes?|hours?) ago", "<age>", text)
        for name, (listed, inspected) in self.present.items():
            offset = str(self.moments[name])
            past = self.ask("at", offset, "--", "service", "ps", "--no-trunc", "ping")
            self.check("service ps as it was when %s" % name, squeezed(ages(past)) == squeezed(ages(listed)),
                       "now:\n%s\nthen:\n%s" % (past, listed))
            past = self.ask("at", offset, "--", "service", "inspect", "ping")
            self.check("service inspect as it was when %s" % name, json.loads(past) == json.loads(inspected), past)
        path = os.path.join(FOLDER, "past.sock")
        served = subprocess.Popen([ROOT + "/troupe", "at", str(self.moments["updated"]), "--serve", "unix://" + path,
                                   "--host", "unix://" + self.troupe.socket], env=self.troupe.environment,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        harness.CLEANUPS.append(lambda: served.poll() is None and served.terminate())
        eventually(lambda: os.path.exists(path) and api(path, "/_ping")[0] == 200, 30, "a door to the past")
        self.check("a door to the past for any client", "alpine:3.7" in cli(path, "service", "ls").stdout)
        told = self.ask("history", "ping", where=("--host", "unix://" + path))
        self.check("and its history until then", "update completed" in told and "rollback" not in told, told)
        refused = cli(path, "service", "rm", "ping", check=False)
        self.check("nothing can be changed there", refused.returncode != 0 and self.troupe.service("ping"), refused.stderr)
        served.terminate()
        served.wait(20)

    def streams_on(self):
        self.say("a stream that is cut off, and a Troupe that is killed")
        seen, cuts, over = [], [0], threading.Event()

        def read():
            offset = 0
            while not over.is_set():
                try:
                    reader = stream.Reader(self.troupe.socket, offset)
                except (OSError, stream.Cut):
                    time.sleep(0.1)
                    continue
                try:
                    for count, event in enumerate(reader.lines()):
                        seen.append(event)
                        offset = event["offset"]
                        if over.is_set() or count == 40 + 13 * (cuts[0] % 7):
                            break
                except (OSError, stream.Cut):
                    pass
                cuts[0] += 1
                reader.close()

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        self.docker("service", "create", "-d", "--name", "many", "--replicas", "40", "alpine")
        self.settle("many", "alpine", 40)
        self.docker("service", "scale", "-d", "many=10")
        self.troupe.kill()
        self.troupe.start()
        self.settle("many", "alpine", 10)
        many = self.troupe.service("many")["ID"]
        self.docker("service", "rm", "many")
        self.troupe.wait(lambda: not [t for t in self.troupe.get("/tasks") if t["ServiceID"] == many], 60,
                         "the tasks of many are gone")
        last = self.moment()
        eventually(lambda: seen and seen[-1]["offset"] >= last, 60, "the reader at the present")
        over.set()
        thread.join(40)
        whole = [e for e in stream.all_of(self.troupe.socket)]
        got = [e["offset"] for e in seen]
        expected = [e["offset"] for e in whole if e["offset"] <= got[-1]]
        self.check("cut off %d times and once killed: %d events, none missing, none twice" % (cuts[0], len(got)),
                   got == expected and cuts[0] > 5, "missing %s, twice %s" % (
                       sorted(set(expected) - set(got))[:5], sorted(o for o in set(got) if got.count(o) > 1)[:5]))
        same = {e["offset"]: e for e in whole}
        changed = [(e, same[e["offset"]]) for e in seen if same[e["offset"]] != e]
        self.check("and each event is the same whenever it is read", not changed, changed[:1])
        sequences = {}
        gaps = [e for e in seen if sequences.setdefault((e["entity"]["kind"], e["entity"]["id"]), []).append(e["sequence"])
                or sequences[(e["entity"]["kind"], e["entity"]["id"])][-1] != len(sequences[(e["entity"]["kind"], e["entity"]["id"])])]
        self.check("each thing's events are numbered without a gap", not gaps, gaps[:2])

    def rehearses(self):
        self.say("an update rehearsed, then done")
        text = self.ask("rehearse", "update", "ping", "--image", "alpine:3.9", "--runs", "20")
        self.told("rehearse", text)
        before = self.moment()
        predicted = re.findall(r"(?m)^\s+[\d.]+\s+ping\.(\d+)\s", text)
        expected = float(re.search(r"Completes after ([\d.]+) s", text).group(1))
        wrote = [e for e in stream.all_of(self.troupe.socket) if e["offset"] > before]
        self.check("the rehearsal wrote nothing", not wrote, wrote[:3])
        self.docker("service", "update", "-d", "--image", "alpine:3.9", "ping")
        self.update_ends("ping", "completed")
        events = [e for e in stream.all_of(self.troupe.socket, "&service=ping") if e["offset"] > before]
        order = [str(s) for e in events if e["event"] == "service.slots-taken" for s in e["data"]["slots"]]
        self.check("the slots came in the order foretold", order == predicted and len(order) == 4, (predicted, order))
        began = next(e for e in events if e["event"] == "service.rollout-started")["at"]
        ended = next(e for e in events if e["event"] == "service.rollout-finished")["at"]
        took = seconds(ended) - seconds(began)
        self.check("foretold %.1f s, took %.1f s" % (expected, took), abs(expected - took) <= max(1.5, 0.25 * took))

    def figures(self):
        self.say("figures")
        status, page = api(self.troupe.socket, "/metrics")
        self.check("/metrics answers", status == 200, page)
        lint = subprocess.run(["promtool", "check", "metrics"], input=page, capture_output=True, text=True, timeout=60)
        wrong = [l for l in (lint.stdout + lint.stderr).splitlines() if l.strip() and not KNOWN_TO_LINT.match(l)]
        self.check("promtool check metrics", not wrong, "\n".join(wrong))
        rules = subprocess.run(["promtool", "check", "rules", ROOT + "/docs/alerts.yml"], capture_output=True, text=True, timeout=60)
        self.check("promtool check rules docs/alerts.yml", rules.returncode == 0, rules.stdout + rules.stderr)
        value = lambda line: re.search(r"(?m)^%s ([\d.E+-]+)$" % re.escape(line), page)
        for line, good in (("swarm_manager_nodes{state=\"ready\"}", 3), ("swarm_manager_services_total", 3),
                           ("troupe_service_replicas_running{service=\"ping\",stack=\"\"}", 5),
                           ("troupe_tasks_awaiting_node", 1)):
            found = value(line)
            self.check("%s is %s" % (line, good), found and float(found.group(1)) == good, found and found.group(0))
        self.check("no figure is left of a service that was removed", 'service="many"' not in page)
        for path in ("/readyz", "/livez"):
            status, body = api(self.troupe.socket, path)
            self.check(path + " is well", status == 200 and all(c["ok"] for c in body["checks"]), body)

    def follows_a_request(self):
        self.say("one request, followed from the door to the facts")
        path = "/services/ping"
        service = self.troupe.service("ping")
        spec = dict(service["Spec"], Mode={"Replicated": {"Replicas": 5}})
        connection = harness.Connection(self.troupe.socket, 30)
        connection.request("POST", "%s/update?version=%d" % (path, service["Version"]["Index"]), json.dumps(spec),
                           {"Content-Type": "application/json", "X-Request-Id": "night-shift-7"})
        answer = connection.getresponse()
        answer.read()
        self.check("the answer names the request", answer.status == 200 and answer.headers["X-Request-Id"] == "night-shift-7")
        self.settle("ping", "alpine:3.9", 5)
        followed = stream.all_of(self.troupe.socket, "&correlation=night-shift-7")
        kinds = {e["event"] for e in followed}
        self.check("from the spec to the new task's node", {"service.spec-changed", "service.tasks-planned", "task.created"} <= kinds, kinds)
        eventually(lambda: "night-shift-7" in self.troupe.log_text(), 20, "the request in the log")
        lines = [l for l in self.troupe.log_text().splitlines() if "night-shift-7" in l]
        self.check("the request and what followed are in the log under its name",
                   any("POST /services/ping/update -> 200" in l for l in lines) and any("service ping changes" in l for l in lines), lines)

    def ends(self):
        self.say("the end")
        with open(self.troupe.out) as f:
            greeting = f.read()
        self.check("standard output is the greeting and nothing else", greeting ==
                   "Troupe is ready. Tasks are simulated: nothing really runs.\n\n  export DOCKER_HOST=unix://%s\n\nThen: docker node ls\n"
                   % self.troupe.socket, greeting)
        running = self.ask("journal", "verify", where=("--data", self.troupe.data))
        self.told("verify", running)
        self.troupe.stop()
        self.check("the past without a running Troupe", "alpine:3.7" in self.ask(
            "at", str(self.moments["updated"]), "--", "service", "ls", where=("--data", self.troupe.data)))
        self.ask("journal", "verify", where=("--data", self.troupe.data))

    def run(self):
        build()
        self.troupe.start()
        self.scenario()
        self.tells()
        self.shows_the_past()
        self.rolls_back_to()
        self.rehearses()
        self.streams_on()
        self.follows_a_request()
        self.figures()
        self.ends()
        for what in self.wrong:
            print("not so: " + what)
        return not self.wrong


def squeezed(table):
    """Columns are as wide as their widest word, and ages differ in width."""
    return [re.sub(r"\s+", " ", line).strip() for line in table.strip().splitlines()]


def seconds(time_text):
    whole, _, fraction = time_text.rstrip("Z").partition(".")
    import calendar
    return calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float("0." + (fraction or "0"))


if __name__ == "__main__":
    run_lane(lambda: Lane().run(), 600)
