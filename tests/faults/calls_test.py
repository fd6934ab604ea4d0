#!/usr/bin/env python3
"""The N-th call of the whole program fails, is short, or is its last; power is lost; memory runs out.

    calls_test.py [--all] [--seconds S] [--seed N] [--only TEXT]      WAYMARK_PROGRAM names the program

For N from 1 until a whole `waymark collect` passes undisturbed; without --all a random sample of the cases, for
so many seconds.
"""

import os
import random
import tempfile
import time
from pathlib import Path

from faults import FIRST, LATER, ONLY_SITES, Site, Undisturbed, check, evenly, fault, finish, options, run_until

# Each call with what may happen to it. `change` is whatever changes a file.
EFFECTS = {
    "open": ("eio", "emfile+"), "read": ("eio", "short", "eio+"), "write": ("eio", "enospc", "enospc+", "short"),
    "sync": ("eio", "eio+"), "rename": ("eio", "enospc+"), "unlink": ("eio",), "truncate": ("eio", "eio+"),
    "mmap": ("eio", "eio+"), "change": ("kill", "kill_after", "drop", "half", "torn"),
}
FAILPOINTS = ("after_commit", "after_move", "after_errors_file")
ALLOCATIONS = 400  # so many places of the program's allocations, evenly, also with --all


def scenarios(folder):
    """Site before the run that is disturbed: a first delivery into no ledger, a later one into one with figures."""
    first = Site.make(folder / "first")
    first.deliver(FIRST)
    later = first.copy(folder / "later")
    code, said = later.run("collect")
    assert code == 0, said
    later.deliver(LATER)
    return {"first": first, "later": later}


def count(site, folder, call, only_site):
    """How many of these calls a whole run makes."""
    copy = site.copy(folder / "count")
    report = folder / "report"
    copy.run("collect", environment=fault(f"{call}:0:kill", copy.folder if only_site or ONLY_SITES else None, report=report))
    number = int(report.read_text().split()[0])
    remove(copy.folder)
    return number


def remove(folder):
    # Not shutil: what a faulted run leaves is small, and may hold anything.
    for base, folders, files in os.walk(folder, topdown=False):
        for name in files:
            os.unlink(os.path.join(base, name))
        for name in folders:
            path = os.path.join(base, name)
            os.unlink(path) if os.path.islink(path) else os.rmdir(path)
    os.rmdir(folder)


def one(site, expected, folder, name, call, number, effect, seed):
    with tempfile.TemporaryDirectory(prefix="case-", dir=folder) as place:
        copy = site.copy(Path(place) / "site")
        keep = Path(place) / "keep"
        keep.mkdir()
        # Power and kills concern the council's files; the rest is the whole program, with its libraries' files.
        under = copy.folder if call == "change" or ONLY_SITES else None
        environment = fault(f"{call}:{number}:{effect}", under, seed, Path(place) / "report", keep)
        code, said = copy.run("collect", environment=environment)
        report = (Path(place) / "report").read_text().split("\n")[0].replace(str(copy.folder), "")
        if call.startswith("failpoint/") and (name, number) == ("later", 1) and code != -9:
            return [f"{call}: the program does not come by there"]
        return check(copy, expected, code, said, f"{name} {call}:{number}:{effect} ({report})")


def main():
    settings = options(__doc__.splitlines()[0])
    numbers = random.Random(settings.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="waymark-faults-") as name:
        folder = Path(name)
        sites = scenarios(folder)
        expected = {key: Undisturbed(site) for key, site in sites.items()}
        cases = []
        for key, site in sites.items():
            for call, effects in EFFECTS.items():
                last = count(site, folder, call, call == "change")
                # A few beyond: retries and other threads make a run longer.
                cases += [(key, call, n, effect) for n in range(1, last + 3) for effect in effects]
            last = count(site, folder, "malloc", False)
            step = max(1, last // ALLOCATIONS)
            cases += [(key, "malloc", n, effect) for n in range(1 + numbers.randrange(step), last, step)
                      for effect in (("null",) if ONLY_SITES else ("null", "null+"))]
            cases += [(key, f"failpoint/{point}", n, "kill") for point in FAILPOINTS for n in (1, 2)]
        cases = [case for case in cases if settings.only in f"{case[0]} {case[1]}:{case[2]}:{case[3]}"]
        if not settings.all:
            cases = evenly(cases, numbers)
        end = began + (settings.limit if settings.all else settings.seconds)

        results = run_until(end, cases, lambda key, call, number, effect: one(
            sites[key], expected[key], folder, key, call, number, effect, numbers.randrange(1 << 30)), threads=2)
    finish("calls", settings, len(results), [line for result in results for line in result], began)


if __name__ == "__main__":
    main()
