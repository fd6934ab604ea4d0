#!/usr/bin/env python3
"""One call of the daemon fails, is short, or is its last, while it takes files in: it says so and goes on by itself,
or ends with a reason. What was not taken is taken after a restart, and nothing twice."""

import random
import tempfile
import time
from pathlib import Path

from calls_test import FAILPOINTS, remove, scenarios
from faults import LIMIT, ONLY_SITES, Undisturbed, check, evenly, fault, finish, options, run_until
from served import Served, until

EFFECTS = {"open": ("eio", "emfile"), "read": ("eio", "short"), "write": ("eio", "enospc", "short"), "sync": ("eio",),
           "rename": ("eio",), "unlink": ("eio",), "truncate": ("eio",), "mmap": ("eio",), "malloc": ("null",),
           "change": ("kill", "kill_after", "drop", "torn")}
MALLOCS = 200  # so many places of the daemon's allocations, evenly


def count(site, expected, folder, call):
    """How many of these calls the daemon makes until all is taken and it was asked to end."""
    copy = site.copy(folder / "count")
    report = folder / "report"
    under = copy.folder if call == "change" or ONLY_SITES else None
    with Served(copy, fault(f"{call}:0:eio", under, report=report)) as daemon:
        until(lambda: copy.files() == expected.files, "all is taken")
        ended = daemon.stop()
        assert ended == 0, f"{ended}: {daemon.output()}"
    remove(copy.folder)
    return int(report.read_text().split()[0])


def one(site, expected, folder, name, call, number, effect, seed):
    with tempfile.TemporaryDirectory(prefix="case-", dir=folder) as place:
        copy = site.copy(Path(place) / "site")
        (Path(place) / "keep").mkdir()
        under = copy.folder if call == "change" or ONLY_SITES else None
        environment = fault(f"{call}:{number}:{effect}", under, seed, Path(place) / "report", Path(place) / "keep")
        with Served(copy, environment, wait=False) as daemon:
            end = time.monotonic() + LIMIT
            while copy.files() != expected.files and daemon.process.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
            stuck = daemon.process.poll() is None and copy.files() != expected.files
            code = daemon.process.returncode if daemon.process.poll() is not None else daemon.stop()
            said = daemon.output()
        label = f"{name} {call}:{number}:{effect} ({(Path(place) / 'report').read_text().strip()})"
        label = label.replace(str(copy.folder), "").replace("\n", "; ")
        if stuck or isinstance(code, str):
            return [f"{label}: {'it never took all files' if stuck else code}\n  it said: {said[-3000:]}"]
        return check(copy, expected, code, said, label)


def main():
    settings = options(__doc__)
    numbers = random.Random(settings.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="waymark-faults-") as name:
        folder = Path(name)
        sites = scenarios(folder)
        expected = {key: Undisturbed(site) for key, site in sites.items()}
        cases = []
        for call, effects in EFFECTS.items():
            last = count(sites["later"], expected["later"], folder, call)
            step = max(1, last // MALLOCS) if call == "malloc" else 1
            cases += [("later", call, n, effect) for n in range(1, last + 2, step) for effect in effects]
        cases += [("later", f"failpoint/{point}", n, "kill") for point in FAILPOINTS for n in (1, 2)]
        cases = [case for case in evenly(cases, numbers) if settings.only in f"{case[1]}:{case[2]}:{case[3]}"]
        end = time.monotonic() + (settings.limit if settings.all else settings.seconds)
        results = run_until(end, cases, lambda key, call, number, effect: one(
            sites[key], expected[key], folder, key, call, number, effect, numbers.randrange(1 << 30)), threads=4)
    finish("daemon", settings, len(results), [line for result in results for line in result], began)


if __name__ == "__main__":
    main()
