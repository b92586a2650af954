"""Container engines of the lane's own: dockerd or Podman, and registries, on private sockets, folders and ports, with small
images; and Troupe's tests that need an engine, run with one of them."""
import glob
import os
import shutil
import socket
import subprocess
import tarfile
import xml.etree.ElementTree

from harness import CLEANUPS, FOLDER, ROOT, Daemon, Failed, cli, eventually

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
IMAGES = {  # made of busybox; each knows its name, so that no two are the same image
    "alpine:latest": ['CMD ["/bin/sh"]'],
    "alpine:3.7": ['CMD ["/bin/sh"]'],
    "registry:latest": ["EXPOSE 5000", 'CMD ["httpd","-f","-p","5000"]'],
}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def root_folder(path):
    """A root with busybox under all its names. No name can be looked up in there, so `ping` pings the loopback address,
    and like the real one ignores SIGTERM as process 1."""
    for folder in ("bin", "etc", "tmp", "proc", "sys", "dev", "root", "usr"):
        os.makedirs(os.path.join(path, folder))
    os.symlink("bin", path + "/sbin")
    os.symlink("../bin", path + "/usr/bin")
    busybox = shutil.which("busybox")
    shutil.copy(busybox, path + "/bin/busybox")
    for name in subprocess.run([busybox, "--list"], check=True, capture_output=True, text=True).stdout.split():
        if name not in ("busybox", "ping"):
            os.symlink("busybox", path + "/bin/" + name)
    with open(path + "/bin/ping", "w") as f:
        f.write("#!/bin/sh\nexec busybox ping 127.0.0.1\n")
    os.chmod(path + "/bin/ping", 0o755)
    for name, line in (("passwd", "root:x:0:0:root:/root:/bin/sh\n"), ("group", "root:x:0:\n")):
        with open(path + "/etc/" + name, "w") as f:
            f.write(line)


class Registry(Daemon):
    """Answers for docker.io, so that images have digests and a missing one is a plain answer; or, with a line of htpasswd,
    one of its own for those who log in."""

    def __init__(self, name="registry", htpasswd=None):
        super().__init__(name)
        self.htpasswd = htpasswd
        self.address = "127.0.0.1:%d" % free_port()

    def start(self):
        settings = os.path.join(self.folder, "settings.yml")
        with open(settings, "w") as f:
            f.write("version: 0.1\nlog:\n  level: warn\nstorage:\n  filesystem:\n    rootdirectory: %s\nhttp:\n  addr: %s\n"
                    % (os.path.join(self.folder, "images"), self.address))
            if self.htpasswd:
                users = os.path.join(self.folder, "users")
                with open(users, "w") as u:
                    u.write(self.htpasswd + "\n")
                f.write("auth:\n  htpasswd:\n    realm: troupe\n    path: %s\n" % users)
        self.launch(["docker-registry", "serve", settings])
        host, port = self.address.split(":")
        eventually(lambda: socket.create_connection((host, int(port)), 1).close() is None, 20, "a registry")


class Engine(Daemon):
    """What dockerd and Podman have in common: the docker CLI works with both."""

    def __init__(self, registry):
        super().__init__("engine")
        self.registry = registry
        self.socket = os.path.join(self.folder, "engine.sock")

    def start(self):
        self.open()

        def answers():
            if not self.alive():
                raise Failed("the engine has ended:\n" + self.last_words())
            return self.docker("version", check=False).returncode == 0

        eventually(answers, 60, "an answer of the engine", every=0.2)
        CLEANUPS.append(self.remove_containers)

    def docker(self, *words, **options):
        return cli(self.socket, *words, **options)

    def containers(self, *options):
        """Full ids of the containers that carry a task's label, running ones unless options say more."""
        out = self.docker("ps", "-q", "--no-trunc", "--filter", "label=com.docker.swarm.task.id", *options).stdout
        return set(out.split())

    def remove_containers(self):
        ids = self.docker("ps", "-aq", check=False).stdout.split()
        if ids:
            self.docker("rm", "-f", *ids, check=False)

    def make_images(self):
        root = os.path.join(FOLDER, "root")
        os.makedirs(root)
        root_folder(root)
        for name, changes in IMAGES.items():
            with open(root + "/etc/image", "w") as f:
                f.write(name + "\n")
            archive = os.path.join(FOLDER, "root.tar")
            with tarfile.open(archive, "w") as tar:
                tar.add(root, arcname=".")
            options = [w for change in [*changes, "ENV " + PATH] for w in ("--change", change)]
            self.docker("import", *options, archive, name)
            pushed = "%s/library/%s" % (self.registry.address, name)
            self.docker("tag", name, pushed)
            self.docker("push", "-q", pushed)
            self.docker("rmi", name, pushed)
            self.docker("pull", "-q", name)  # now with its digest


class Dockerd(Engine):

    def open(self):
        self.launch(["dockerd", "-H", "unix://" + self.socket, "--data-root", self.folder + "/data",
                     "--exec-root", self.folder + "/run", "--pidfile", self.folder + "/pid",
                     "--bridge=none", "--iptables=false", "--ip-forward=false", "--ip-masq=false",
                     "--registry-mirror", "http://" + self.registry.address,
                     "--insecure-registry", self.registry.address])


class Podman(Engine):
    """Its service for the docker CLI. With runc and cgroupfs it needs neither cgroups v2 alone nor systemd."""

    def __init__(self, registry, slow_registry):
        super().__init__(registry)
        self.slow_registry = slow_registry

    def open(self):
        settings = {"containers.conf": """
[containers]
netns = "host"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
""", "registries.conf": """
unqualified-search-registries = ["docker.io"]
[[registry]]
prefix = "docker.io"
location = "%s"
insecure = true
[[registry]]
location = "%s"
insecure = true
[[registry]]
location = "%s"
insecure = true
""" % (self.registry.address, self.registry.address, self.slow_registry)}
        for name, text in settings.items():
            with open(os.path.join(self.folder, name), "w") as f:
                f.write(text)
        self.launch(["podman", "--root", self.folder + "/data", "--runroot", self.folder + "/run",
                     "system", "service", "-t", "0", "unix://" + self.socket],
                    dict(os.environ, CONTAINERS_CONF=self.folder + "/containers.conf",
                         CONTAINERS_REGISTRIES_CONF=self.folder + "/registries.conf"))


def engine_tests(engine, slow_registry="127.0.0.1:0"):
    """Runs the tests of the docker driver with this engine. Those that are skipped are told; none run is a failure."""
    reports = ROOT + "/agent/target/surefire-reports/TEST-*EngineTest.xml"
    for old in glob.glob(reports):
        os.remove(old)
    done = subprocess.run(["mvn", "-B", "-ntp", "-q", "-Dfast", "test", "-pl", "agent", "-am", "-Dtest=*EngineTest"], cwd=ROOT,
                          env=dict(os.environ, TROUPE_TEST_ENGINE="unix://" + engine.socket,
                                   TROUPE_TEST_IMAGE="alpine:latest", TROUPE_TEST_REGISTRY=slow_registry),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    if done.returncode:
        raise Failed("the tests with an engine:\n" + done.stdout)
    cases = [case for report in glob.glob(reports) for case in xml.etree.ElementTree.parse(report).iter("testcase")]
    skipped = [case.get("name") for case in cases if case.find("skipped") is not None]
    print("  tests with an engine: %d passed" % (len(cases) - len(skipped)), flush=True)
    for name in skipped:
        print("    SKIPPED with this engine: %s" % name, flush=True)
    if len(skipped) * 2 > len(cases) or not cases:
        raise Failed("hardly any test ran with the engine")
