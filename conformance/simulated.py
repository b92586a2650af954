#!/usr/bin/env python3
"""Lane "simulated": the service-maintenance scenario on three simulated nodes, once through pipes and once through a
terminal, on two Troupes at the same time, compared with the recordings of a real Swarm.  About 7 minutes."""
import os
import subprocess

import harness
import recording
from harness import FOLDER, Failed, Troupe, build, run_lane

HERE = os.path.dirname(os.path.abspath(__file__))


def record(troupe, folder, *options):
    """Starts the replay of the scenario; its output goes to a file, as two of them run."""
    log = open(folder + ".log", "w")
    words = [recording.tool("golden-seed"), folder, *options, "--sockets", ",".join([troupe.socket] * 3),
             "--kill", troupe.node_command("kill", harness.HOSTS[2]),
             "--revive", troupe.node_command("revive", harness.HOSTS[2])]
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    harness.CLEANUPS.append(lambda: process.poll() is None and process.kill())
    return process


def finished(process, folder, seconds):
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise Failed("the scenario has not ended:\n" + open(folder + ".log").read()) from None
    if code:
        raise Failed("the scenario ended with %d:\n%s" % (code, open(folder + ".log").read()))


def compared(golden, folder, lane):
    print("\n%s:" % folder, flush=True)
    return subprocess.run(["python3", HERE + "/compare.py", "--lane", lane, golden, folder]).returncode == 0


def scenario(lane, troupes, seconds):
    """Records the scenario on each of {kind: Troupe}, kind "pipes" or "terminal", and compares; True when all is well."""
    seed = os.path.join(recording.GOLDEN, "golden", "seed")
    running = {}
    for kind, troupe in troupes.items():
        folder = os.path.join(FOLDER, lane + "-" + kind)
        running[kind] = (record(troupe, folder, *(["--pty"] if kind == "terminal" else [])), folder)
    for process, folder in running.values():
        finished(process, folder, seconds)
    keep = os.environ.get("CONFORMANCE_RECORDINGS")
    if keep:
        os.makedirs(keep, exist_ok=True)
        subprocess.run(["cp", "-r", *(folder for _, folder in running.values()), keep], check=True)
    results = [compared(os.path.join(seed, "pty") if kind == "terminal" else seed, folder, lane)
               for kind, (_, folder) in running.items()]
    return all(results)


def lane():
    build()
    troupes = {kind: Troupe(kind, "--driver", "simulated", "--ephemeral") for kind in ("pipes", "terminal")}
    for kind, troupe in troupes.items():
        print("Troupe for %s answers after %.2f s" % (kind, troupe.start()), flush=True)
    good = scenario("simulated", troupes, 900)
    for troupe in troupes.values():
        troupe.stop()
    return good


if __name__ == "__main__":
    run_lane(lane, 1500)
