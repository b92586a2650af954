#!/usr/bin/env python3
"""Runs the commands of docs/tour.md against a Troupe of its own and writes what they answered back into the page.

In a ```console block every line that begins with "$ " is a command, anything else the answer of the last time.
A comment <!-- wait N --> waits N seconds. Lines of progress that repeat are kept once. Exit 1 when a command fails.
"""
import os
import re
import subprocess
import sys
import time

from harness import FOLDER, ROOT, Failed, Troupe, build, run_lane

PAGE = os.path.join(ROOT, "docs", "tour.md")


def answer(command, troupe):
    environment = dict(os.environ, DOCKER_HOST="unix://" + troupe.socket, DOCKER_CONFIG=FOLDER, LC_ALL="C.UTF-8", TZ="UTC")
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    if done.returncode:
        raise Failed("%s: exit %d: %s" % (command, done.returncode, done.stdout))
    print("  " + command, flush=True)
    return shortened([l.rstrip() for l in done.stdout.strip("\n").split("\n")])


def shortened(lines):
    out = []
    for line in lines:
        if out and line == out[-1] or re.match(r"verify: Waiting [1-4] seconds", line):
            continue
        out.append(line)
    return out


def lane():
    build()
    troupe = Troupe("tour", "--driver", "simulated", "--ephemeral", nodes=["alpha", "beta", "gamma"])
    troupe.start()
    with open(PAGE) as f:
        old = f.read().split("\n")
    new, inside = [], False
    for line in old:
        if line.startswith("```"):
            inside = line == "```console"
            new.append(line)
        elif inside and line.startswith("$ "):
            if new[-1] != "```console":
                new.append("")
            new += [line, *answer(line[2:], troupe)]
        elif not inside:
            wait = re.fullmatch(r"<!-- wait (\d+) -->", line)
            if wait:
                time.sleep(int(wait.group(1)))
            new.append(line)
    troupe.stop()
    with open(PAGE, "w") as f:
        f.write("\n".join(new))
    return True


if __name__ == "__main__":
    run_lane(lane, 900)
