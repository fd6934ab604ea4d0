#!/usr/bin/env python3
"""A migration that is interrupted at any step: by a kill, lost power, a failed call or a full disk.

Each stored ledger of an earlier version is converted: one with the files it was made from (ledgers/*.sql), and those
of tests/ledger/stored. What the figures say is the same before and after, or as after a conversion that nothing
disturbs; a ledger is either of the old version or whole.
"""

import random
import sqlite3
import tempfile
import time
from pathlib import Path

from calls_test import remove
from faults import FIRST, LATER, ROOT, Site, fault, finish, options, run_until

LEDGERS = sorted((Path(__file__).parent / "ledgers").glob("*.sql"))
STORED = sorted((ROOT / "tests/ledger/stored").glob("*.sql"))
EFFECTS = {"change": ("kill", "kill_after", "drop", "half", "torn"), "write": ("eio", "enospc", "enospc+", "short"),
           "sync": ("eio",), "read": ("eio", "short"), "open": ("eio",)}


def old_site(folder, dump):
    site = Site.make(folder)
    ledger = sqlite3.connect(site.ledger)
    ledger.executescript(dump.read_text())
    ledger.close()
    if dump in STORED:
        return site
    # What was taken in then lies in done, and one file in quarantine.
    for name, text in {**FIRST, **LATER}.items():
        path = site.folder / name
        place = path.parent / ("quarantine" if "bad" in name else "done")
        place.mkdir(exist_ok=True)
        (place / path.name).write_text(text)
    return site


def undisturbed(site, folder):
    copy = site.copy(folder / "undisturbed")
    code, said = copy.run("ledger", "migrate")
    assert code == 0, said
    figures = copy.figures()
    remove(copy.folder)
    return figures


def count(site, folder, call):
    copy = site.copy(folder / "count")
    code, said = copy.run("ledger", "migrate",
                          environment=fault(f"{call}:0:kill", copy.folder, report=folder / "report"))
    assert code == 0, said
    remove(copy.folder)
    return int((folder / "report").read_text().split()[0])


def one(site, figures, folder, name, call, number, effect, seed):
    with tempfile.TemporaryDirectory(prefix="case-", dir=folder) as place:
        copy = site.copy(Path(place) / "site")
        (Path(place) / "keep").mkdir()
        code, said = copy.run("ledger", "migrate", environment=fault(
            f"{call}:{number}:{effect}", copy.folder, seed, Path(place) / "report", Path(place) / "keep"))
        wrong = []
        if code not in (0, -9) and (code < 0 or not said.strip()):
            wrong.append(f"exit {code}, said: {said}")
        code, again = copy.run("collect", "--accept-clock")  # years after the last record
        if code != 0:
            wrong.append(f"the next collect: exit {code}\n{again}")
        code, sound = copy.run("ledger", "check")
        if code != 0:
            wrong.append(f"ledger check: {sound}")
        if not wrong and copy.figures() != figures:
            wrong.append("figures differ")
        return [f"{name} {call}:{number}:{effect}: {text}\n  it had said: {said}" for text in wrong]


def main():
    settings = options(__doc__.splitlines()[0])
    numbers = random.Random(settings.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="waymark-faults-") as name:
        folder = Path(name)
        sites, figures, cases = {}, {}, []
        for dump in LEDGERS + STORED:
            site = sites[dump.stem] = old_site(folder / dump.stem, dump)
            figures[dump.stem] = undisturbed(site, folder)
            assert dump in STORED or site.figures() == figures[dump.stem], "figures are not what they were before"
            for call, effects in EFFECTS.items():
                cases += [(dump.stem, call, n, effect) for n in range(1, count(site, folder, call) + 2)
                          for effect in effects]
        if not settings.all:
            numbers.shuffle(cases)
        end = began + (settings.limit if settings.all else settings.seconds)

        results = run_until(end, cases, lambda key, call, number, effect: one(
            sites[key], figures[key], folder, key, call, number, effect, numbers.randrange(1 << 30)), threads=2)
    finish("migration", settings, len(results), [line for result in results for line in result], began)


if __name__ == "__main__":
    main()
