"""What the lanes share: a Troupe of this checkout in a folder of its own, waiting with a limit, cleaning up always.

Only processes started here are ever signalled, by their pids. Every wait has a limit.
"""
import atexit
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
HOSTS = ["ip-172-31-20-162", "ip-172-31-23-216", "ip-172-31-29-251"]  # as in the recordings; the first one leads
FOLDER = tempfile.mkdtemp(prefix="troupe-conformance-", dir="/tmp")
os.chmod(FOLDER, 0o755)  # tasks of the process driver run as somebody else
CLEANUPS = []


class Failed(Exception):
    """What a lane was to show did not show."""


def clean_up():
    while CLEANUPS:
        try:
            CLEANUPS.pop()()
        except Exception as trouble:  # the others must have their turn
            print("while cleaning up: %r" % trouble, file=sys.stderr)
    for mount in reversed([l.split()[1] for l in open("/proc/mounts") if l.split()[1].startswith(FOLDER + "/")]):
        subprocess.run(["umount", "-l", mount], stderr=subprocess.DEVNULL)
    if os.environ.get("CONFORMANCE_KEEP"):
        print("kept: " + FOLDER)
    else:
        shutil.rmtree(FOLDER, ignore_errors=True)


def interrupted(number, frame):
    sys.exit(128 + number)


atexit.register(clean_up)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, interrupted)


def run_lane(lane, limit):
    """Runs a lane, a function; its failure is told in one line. limit: seconds after which it counts as hung."""
    def hung(number, frame):
        raise Failed("the lane has not ended in %d s" % limit)

    signal.signal(signal.SIGALRM, hung)
    signal.alarm(limit)
    begin = time.time()
    try:
        good = lane()
    except Failed as why:
        print("FAILED: %s" % why, flush=True)
        good = False
    signal.alarm(0)
    print("%s after %.0f s" % ("passed" if good else "NOT PASSED", time.time() - begin), flush=True)
    sys.exit(0 if good else 1)


def eventually(question, seconds, what, every=0.05):
    """The first true answer of the question; Failed with what is missing when there is none in time."""
    end, last = time.time() + seconds, None
    while time.time() < end:
        try:
            answer = question()
            if answer:
                return answer
        except (OSError, http.client.HTTPException) as trouble:
            last = trouble
        time.sleep(every)
    detail = what() if callable(what) else what
    raise Failed("not within %g s: %s%s" % (seconds, detail, " (%r)" % last if last else ""))


class Connection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("troupe", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def api(path, target, method="GET", body=None, timeout=30):
    """Status and decoded body of one request to the daemon at a unix socket."""
    connection = Connection(path, timeout)
    try:
        headers = {} if body is None else {"Content-Type": "application/json"}
        connection.request(method, target, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        try:
            return answer.status, json.loads(content) if content else None
        except ValueError:
            return answer.status, content.decode(errors="replace")
    finally:
        connection.close()


def cli(socket_path, *words, timeout=120, check=True):
    """Runs the docker CLI against a socket; a failure it was not asked to bear is Failed."""
    environment = dict(os.environ, DOCKER_HOST="unix://" + socket_path, DOCKER_CONFIG=FOLDER + "/docker-config",
                       LC_ALL="C.UTF-8", TZ="UTC")
    done = subprocess.run(["docker", *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=timeout)
    if check and done.returncode:
        raise Failed("docker %s: exit %d: %s" % (" ".join(words), done.returncode, done.stderr.strip()))
    return done


class Daemon:
    """A process started here, its output in a file, ended at the latest when the lane is over."""

    def __init__(self, name):
        self.folder = os.path.join(FOLDER, name)
        self.log = os.path.join(self.folder, "log")
        self.process = None
        os.makedirs(self.folder, exist_ok=True)
        os.chmod(self.folder, 0o755)
        CLEANUPS.append(lambda: self.stop(20))

    def launch(self, words, environment=None):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                            env=environment, start_new_session=True)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, seconds=20):
        if self.alive():
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failed("%s did not end within %d s of SIGTERM" % (self.folder, seconds))

    def kill(self):
        if self.alive():
            self.process.kill()
            self.process.wait()

    def last_words(self):
        with open(self.log, errors="replace") as log:
            return "".join(log.readlines()[-25:])


class Troupe(Daemon):
    """A Troupe of this checkout with its own data and unix socket."""

    def __init__(self, name, *options, nodes=HOSTS, engine=None):
        super().__init__(name)
        self.options, self.nodes = options, nodes
        self.data = os.path.join(self.folder, "data")
        self.socket = os.path.join(self.folder, "troupe.sock")
        self.environment = dict(os.environ, TROUPE_BUILD="never")
        if engine:
            self.options += ("--engine", engine)

    def start(self, seconds=60):
        """Starts and waits until all nodes of this process are ready; the seconds until the API answered."""
        begin = time.time()
        kept = [] if "--ephemeral" in self.options else ["--data", self.data]
        self.launch([ROOT + "/troupe", "up", *kept, "--host", "unix://" + self.socket,
                     "--hostname", ",".join(self.nodes), *self.options], self.environment)
        self.wait(lambda: self.get("/_ping") == "OK", seconds, "an answer of the API")
        answered = time.time() - begin
        ready = lambda: {n["Description"]["Hostname"] for n in self.get("/nodes") if n["Status"]["State"] == "ready"}
        self.wait(lambda: ready() >= set(self.nodes), seconds, "all %d nodes ready" % len(self.nodes))
        return answered

    def wait(self, question, seconds, what):
        def asked():
            if not self.alive():
                raise Failed("Troupe has ended with %d:\n%s" % (self.process.returncode, self.last_words()))
            return question()

        try:
            return eventually(asked, seconds, what)
        except Failed as why:
            raise Failed("%s\n--- the last lines of Troupe:\n%s" % (why, self.last_words())) from None

    def get(self, target):
        status, body = api(self.socket, target if target == "/_ping" else "/v1.41" + target)
        if status != 200:
            raise OSError("GET %s: %d %s" % (target, status, body))
        return body

    def docker(self, *words, **options):
        return cli(self.socket, *words, **options)

    def service(self, name):
        return self.get("/services/" + name)

    def tasks(self, name):
        """The tasks of a service, removed ones aside."""
        found = self.get("/tasks?filters=" + urlencode({"service": {name: True}}))
        return [t for t in found if t["DesiredState"] != "remove"]

    def running(self, name):
        return [t for t in self.tasks(name) if t["DesiredState"] == "running" and t["Status"]["State"] == "running"]

    def node_command(self, verb, node):
        return " ".join([ROOT + "/troupe", "node", verb, node, "--host", "unix://" + self.socket])


def urlencode(filters):
    import urllib.parse
    return urllib.parse.quote(json.dumps(filters))


def build():
    """Builds what is to be shown, once, before anything is timed."""
    done = subprocess.run([ROOT + "/troupe", "build"], stdin=subprocess.DEVNULL, timeout=1200)
    if done.returncode:
        raise Failed("./troupe build: exit %d" % done.returncode)
