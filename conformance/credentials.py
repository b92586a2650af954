"""An image that only who logs in may pull: Troupe passes the credentials on, keeps them, and shows them to nobody."""
import base64
import binascii
import glob
import re
import subprocess

from engine import Registry
from harness import ROOT, Failed, eventually

USER, PASSWORD = "troupe", "open sesame"
HTPASSWD = "troupe:$2b$05$3aEf7wgL1TR2tdQGaTFlkecdDMAqgX8IUP8Yz3HCq6Kro.BJrymK2"  # of these two


def tells(text):
    """Whether the password is in there, as such or in base64, as X-Registry-Auth has it."""
    if PASSWORD in text:
        return True
    for word in re.findall(r"[A-Za-z0-9+/_-]{16,}", text):
        for start in range(4):  # what stands before it may be of that alphabet as well
            part = word[start:].replace("+", "-").replace("/", "_")
            try:
                if PASSWORD.encode() in base64.urlsafe_b64decode(part[:len(part) // 4 * 4]):
                    return True
            except binascii.Error:
                pass
    return False


def private_image(troupe, engine):
    registry = Registry("private", HTPASSWD)
    registry.start()
    image = registry.address + "/private:1"
    engine.docker("login", "-u", USER, "-p", PASSWORD, registry.address)
    engine.docker("tag", "alpine:latest", image)
    engine.docker("push", "-q", image)
    engine.docker("rmi", image)

    troupe.docker("service", "create", "-d", "--name", "stranger", image, "sleep", "1000")
    rejected = lambda: [t for t in troupe.tasks("stranger") if t["Status"]["State"] == "rejected"]
    eventually(rejected, 30, lambda: "a rejected task: %s" % troupe.tasks("stranger"))
    said = rejected()[0]["Status"].get("Err", "")
    if not said.startswith("No such image: %s: " % image) or "no basic auth credentials" not in said:
        raise Failed("the error of an image that takes a password: %r" % said)
    troupe.docker("service", "rm", "stranger")
    print("  private image without --with-registry-auth: rejected, %s" % said, flush=True)

    troupe.docker("service", "create", "-d", "--name", "friend", "--with-registry-auth", image, "sleep", "1000")
    eventually(lambda: len(troupe.running("friend")) == 1, 60, lambda: "a running task: %s" % troupe.tasks("friend"))
    first = troupe.running("friend")[0]["ID"]
    pinned = troupe.service("friend")["Spec"]["TaskTemplate"]["ContainerSpec"]["Image"]
    if "@sha256:" not in pinned:
        raise Failed("the registry was not asked for the digest with the credentials: %s" % pinned)
    engine.docker("rmi", "-f", pinned)
    if engine.docker("image", "inspect", pinned, check=False).returncode == 0:
        raise Failed("the engine still has %s: nothing would be pulled" % pinned)
    troupe.kill()
    troupe.start()
    troupe.docker("service", "update", "-d", "--force", "--stop-grace-period", "0s", "friend")  # says nothing of credentials
    eventually(lambda: [t["ID"] for t in troupe.running("friend")] not in ([], [first]), 60,
               lambda: "a task that has pulled the image again: %s" % troupe.tasks("friend"))
    print("  with it: runs; after kill -9, and an update that brings no credentials, the image is pulled again", flush=True)

    shown = {
        "inspect": troupe.docker("service", "inspect", "friend").stdout,
        "tasks": str(troupe.tasks("friend")),
        "container": engine.docker("inspect", *engine.containers("-a")).stdout,
        "history": subprocess.run([ROOT + "/troupe", "history", "friend", "--all", "--json", "--host",
                                   "unix://" + troupe.socket], env=troupe.environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=60, check=True).stdout,
        "logs of Troupe": open(troupe.log, errors="replace").read(),
    }
    for where, text in shown.items():
        if len(text) < 100:
            raise Failed("hardly anything to look through: %s: %r" % (where, text))
        if tells(text):
            raise Failed("credentials are shown: %s" % where)
    journal = "".join(open(f, errors="replace").read() for f in glob.glob(troupe.data + "/**/*.db*", recursive=True))
    if not tells(journal):
        raise Failed("not even the journal tells the password: nothing can be said of the others")
    print("  credentials: in the journal, and in none of %s" % ", ".join(shown), flush=True)
    troupe.docker("service", "rm", "friend")
