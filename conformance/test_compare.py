#!/usr/bin/env python3
"""The comparer is tried on the golden recordings: it finds them equal to themselves, and finds what was put wrong."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import recording

SEED = os.path.join(recording.GOLDEN, "golden", "seed")
HERE = os.path.dirname(os.path.abspath(__file__))


class Comparing(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        for pattern in ("*.cmd", "*.out", "*.err", "*.csv"):
            for f in glob.glob(os.path.join(SEED, pattern)):
                shutil.copyfile(f, os.path.join(self.folder, os.path.basename(f)))

    def wrong(self, lane="swarm"):
        """The names of what differs."""
        done = subprocess.run([sys.executable, HERE + "/compare.py", "--lane", lane, SEED, self.folder],
                              capture_output=True, text=True)
        found = set(re.findall(r"^  DIFFERS +(\S+(?: \S+)?)", done.stdout, re.M))
        self.assertEqual(done.returncode != 0, bool(found), done.stdout + done.stderr)
        return found

    def text(self, file):
        with open(os.path.join(self.folder, file), newline="") as f:
            return f.read()

    def edit(self, file, old, new, count=1):
        text = self.text(file)
        self.assertIn(old, text)
        with open(os.path.join(self.folder, file), "w", newline="") as f:
            f.write(text.replace(old, new, count))

    def test_a_recording_equals_itself(self):
        self.assertEqual(set(), self.wrong())

    def test_an_id_may_have_no_digit(self):
        """One in fifty has none among the twelve characters that a table shows."""
        self.edit("07-service-ls.out", "xp8qbzda4o1b", "xpqbzdaobxyz")
        self.edit("08-service-ps.out", self.text("08-service-ps.out").split("\n")[1][:12], "abcdefghijkl")
        self.assertEqual(set(), self.wrong())

    def test_what_only_troupe_promises_a_real_swarm_does_not_keep(self):
        self.assertEqual({"timeline: " + n for n in ("update", "rollback", "drain", "failover")}, self.wrong("simulated"))

    def test_everything_put_wrong_is_found(self):
        self.edit("03-node-ls.out", "Leader", "Reachable")
        self.edit("06-service-inspect.out", '"Isolation": "default"', '"Isolation": "process"')
        self.edit("07-service-ls.out", "4/4", "3/4")
        self.edit("08-service-ps.out", "ping.2 ", "ping.1 ")
        self.edit("09-service-update-image.out", "overall progress: 2 out of 4 tasks", "", -1)
        self.edit("10-service-ps-after-update.out", "Shutdown        Shutdown", "Shutdown        Failed  ")
        self.edit("14-service-rollback.out", "rollback: manually requested rollback", "rollback: asked for")
        self.edit("18-service-rm.cmd", "# exit: 0", "# exit: 1")
        self.edit("20-service-ps-before-drain.out", "ip-172-31-20-162", "ip-172-31-23-216", -1)
        self.edit("26-node-inspect-pretty-drained.out", "Drain", "Pause")
        self.edit("36-node-ls-after-kill-0.out", "Ready", "Unknown")
        self.edit("51-registry-ps-ready.out", "non-zero exit (255)", "non-zero exit (1)")
        os.remove(os.path.join(self.folder, "54-registry-rm.cmd"))
        with open(os.path.join(self.folder, "31-service-rm-2.err"), "w") as f:
            f.write("a warning\n")
        found = {n.split("-")[0] for n in self.wrong()}
        wanted = {"03", "06", "07", "08", "09", "10", "14", "18", "20", "26", "36", "51", "31", "registry"}
        self.assertEqual(wanted, found & wanted)

    def test_timelines_put_wrong_are_found(self):
        path = os.path.join(self.folder, "timeline-update.csv")
        with open(path) as f:
            rows = [l for l in f if "ping.4" not in l]
        with open(path, "w") as f:
            f.writelines(rows)
        self.edit("timeline-drain.csv", "ping.2,yba41sfi0qlgd2uvwhrs4yc46,ip-172-31-29-251",
                  "ping.2,yba41sfi0qlgd2uvwhrs4yc46,ip-172-31-23-216", -1)
        self.edit("timeline-failover.csv", "heartbeat failure", "gone")
        self.assertEqual({"timeline: " + n for n in ("update", "drain", "failover")}, self.wrong())


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-q"])
