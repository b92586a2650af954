#!/usr/bin/env python3
"""Notes when the machine itself stood still: a virtual machine that is paused, or whose processors are given to others.

Usage: stalls.py FILE        looks every 20 ms until it is ended; a line "TIME SECONDS" for each look that came too late
       stalls.py --told FILE says how long it stood still in all; exit 0 when that may have spoilt what was measured

It runs before all others where it may, so that the load of a lane does not count: only what no process could help.
"""
import os
import sys
import time

LOOK = 0.02
LATE = 0.2  # seconds; what comes less late than that no promise of a lane is as close to
SPOILT = 0.4  # seconds in all


def watch(path):
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except (OSError, AttributeError):
        pass  # not root: then it is a look among others
    parent = os.getppid()
    clocks = lambda: (time.monotonic(), time.time())
    with open(path, "a", buffering=1) as file:
        before = clocks()
        while os.getppid() == parent:
            time.sleep(LOOK)
            now = clocks()
            late = max(abs(b - a) for a, b in zip(before, now)) - LOOK  # a clock that was set counts as well
            if late > LATE:
                file.write("%.3f %.3f\n" % (now[1], late))
            before = now


def told(path):
    with open(path) as file:
        stalls = [float(line.split()[1]) for line in file]
    if stalls:
        print("the machine stood still %d times, %.2f s in all, %.2f s at most" % (len(stalls), sum(stalls), max(stalls)))
    return sum(stalls) >= SPOILT


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--told":
        sys.exit(0 if told(sys.argv[2]) else 1)
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    watch(sys.argv[1])
