#!/usr/bin/env python3
"""Lane "podman": the same driver with Podman's socket in place of dockerd's: Troupe's tests with an engine, a rolling
update, stops and kills of Troupe that must not touch the workload, another size, logs, removal."""
from containers import leaves_nothing, logs, quick_update, restarts, shown
from engine import Podman, Registry, engine_tests, free_port
from harness import Troupe, build, eventually, run_lane

PROMISED = 20.0  # seconds for what takes dockerd 4: Podman starts several processes for each container


def scale(troupe, engine):
    for size in (6, 3):
        troupe.docker("service", "scale", "-d", "quick=%d" % size)
        eventually(lambda: len(troupe.running("quick")) == len(engine.containers()) == size, 60,
                   lambda: "%d tasks and containers: %s" % (size, engine.docker("ps", "-a").stdout))
    print("  scaled to 6, then to 3 containers", flush=True)


def lane():
    build()
    registry = Registry()
    registry.start()
    slow_registry = "127.0.0.1:%d" % free_port()
    engine = Podman(registry, slow_registry)
    engine.start()
    engine.make_images()
    troupe = Troupe("troupe", "--driver", "docker", engine="unix://" + engine.socket)
    print("  Troupe answers after %.2f s" % troupe.start(), flush=True)
    good = shown(lambda: engine_tests(engine, slow_registry), lambda: quick_update(troupe, PROMISED),
                 lambda: restarts(troupe, engine), lambda: scale(troupe, engine), lambda: logs(troupe))
    leaves_nothing(troupe, engine)
    troupe.stop()
    return good


if __name__ == "__main__":
    run_lane(lane, 600)
