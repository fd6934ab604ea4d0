#!/usr/bin/env python3
"""The ledger's file is replaced, deleted, moved, linked and damaged under the daemon and between runs.

A figure that was accepted is there afterwards, or was refused and said; two never write at once.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

from faults import FIRST, LATER, Site, finish, options, rows
from served import Served, until

MORE = {"inbox/more.csv": rows(77, ["2021-01", "2021-02"])}


def collected(folder):
    site = Site.make(folder)
    site.deliver(FIRST)
    code, said = site.run("collect")
    assert code == 0, said
    return site


def backup(site, to):
    code, said = site.run("ledger", "backup", str(to))
    assert code == 0, said


def sound(site):
    code, said = site.run("ledger", "check")
    assert code == 0, f"ledger check: {said}"


def gone(*paths):
    for path in paths:
        Path(path).unlink(missing_ok=True)


def beside(ledger):
    return [f"{ledger}-wal", f"{ledger}-shm"]


def refused(site, daemon):
    """What is delivered now is not taken into the file that nobody will open again, and that is said."""
    site.deliver(MORE)
    until(lambda: daemon.metric("waymark_ledger_moved") == 1, "waymark_ledger_moved is 1")
    until(lambda: "restart" in daemon.output(), "it is said that a restart is needed")
    time.sleep(1.5)  # longer than the collector's interval: it has been tried
    assert (site.folder / "inbox/more.csv").exists(), "a file went to done/, and its figures nowhere"


def taken_after_a_restart(site, expected=None):
    with Served(site):
        until(lambda: not (site.folder / "inbox/more.csv").exists(), "the file is taken after a restart")
    sound(site)
    figures = site.figures()
    assert len([row for row in figures if row[2].startswith(("2021-0", "Jan 2021", "Feb 2021"))]) == 8, figures[:3]
    if expected is not None:
        rest = [row for row in figures if row not in expected]
        assert len(rest) == 8, f"{len(rest)} figures that the ledger put there did not have"


def deliver_later(site):
    """All of the later files, good and bad: nothing of them is left to be taken by a ledger that comes after."""
    site.deliver(LATER)
    until(lambda: not any((site.folder / name).exists() for name in LATER), "the later files are in")


def replaced_by_a_backup(folder):
    site = collected(folder)
    backup(site, folder / "backup.db")
    before = site.figures()
    with Served(site) as daemon:
        deliver_later(site)  # lies in the write-ahead log of the old file
        gone(*beside(site.ledger))
        shutil.copy(folder / "backup.db", folder / "copy.db")
        os.rename(folder / "copy.db", site.ledger)
        refused(site, daemon)
    taken_after_a_restart(site, before)


def written_over_by_a_backup(folder):
    """`cp` over the open file keeps its inode; nothing can be promised but that no wrong figure comes of it."""
    site = collected(folder)
    backup(site, folder / "backup.db")
    before = site.figures()
    with Served(site) as daemon:
        daemon.kill()
    shutil.copyfile(folder / "backup.db", site.ledger)
    site.deliver(MORE)
    try:
        taken_after_a_restart(site, before)
    except AssertionError as error:
        # Refused, when the daemon had come to write something before it was killed.
        if "was left by another ledger" not in str(error):
            raise
        gone(*beside(site.ledger))
        taken_after_a_restart(site, before)


def deleted(folder):
    site = collected(folder)
    with Served(site) as daemon:
        gone(site.ledger, *beside(site.ledger))
        refused(site, daemon)


def moved_away_and_back(folder):
    site = collected(folder)
    before = site.figures()
    with Served(site) as daemon:
        os.rename(site.ledger, folder / "away.db")
        refused(site, daemon)
        os.rename(folder / "away.db", site.ledger)
    taken_after_a_restart(site, before)


def the_log_alone_is_removed(folder):
    site = collected(folder)
    with Served(site) as daemon:
        deliver_later(site)
        gone(f"{site.ledger}-wal")
        refused(site, daemon)


def a_log_of_another_ledger(folder):
    """A restored ledger beside the log of the one before: the two are never mixed."""
    site = collected(folder / "one")
    backup(site, folder / "backup.db")
    before = site.figures()
    with Served(site) as daemon:
        deliver_later(site)
        daemon.kill()
    shutil.copyfile(folder / "backup.db", folder / "copy.db")
    os.rename(folder / "copy.db", site.ledger)  # and the log stays
    code, said = site.run("collect")
    if code == 0:
        sound(site)
        assert site.figures() == before, "figures of a log that is not this ledger's"
    else:
        assert "wal" in said.lower() or "log" in said.lower(), said
        gone(*beside(site.ledger))
        code, said = site.run("collect")
        assert code == 0, said
        sound(site)
        assert site.figures() == before


def two_writers(folder):
    """By a symbolic link, a second configuration, and after the lock's file was removed."""
    site = collected(folder / "one")
    other = Site.make(folder / "two")
    (other.folder / "state").rmdir()
    (other.folder / "state").symlink_to(site.folder / "state")
    third = Site.make(folder / "three")
    third.ledger.symlink_to(site.ledger)
    with Served(site):
        for lock in (site.folder / "state").glob(".waymark-*"):
            lock.unlink()
        for lock in (site.folder / "state").glob("*.lock"):
            lock.unlink()
        for second in (other, third):
            second.deliver(MORE)
            with Served(second, wait=False) as daemon:
                end = time.monotonic() + 20
                while daemon.process.poll() is None and time.monotonic() < end:
                    time.sleep(0.05)
                assert daemon.process.poll() not in (None, 0), f"two daemons write: {daemon.output()}"
    sound(site)


def a_hard_link(folder):
    site = collected(folder)
    os.link(site.ledger, folder / "second.db")
    site.deliver(MORE)
    code, said = site.run("collect")
    assert code not in (0, 1) or (site.folder / "inbox/more.csv").exists(), "written through one of two names"
    assert "link" in said, said
    (folder / "second.db").unlink()
    taken_after_a_restart(site)


def damaged(folder):
    """A page in the middle is overwritten: check and collect say so, and nothing crashes."""
    site = collected(folder)
    size = site.ledger.stat().st_size
    for place in range(4096, size, 4096 * 3):
        copy = site.copy(folder / "copy")
        gone(*beside(copy.ledger))
        with open(copy.ledger, "r+b") as file:
            file.seek(place)
            file.write(os.urandom(4096))
        code, said = copy.run("ledger", "check")
        assert code > 0 and said.strip(), f"page {place // 4096}: exit {code} {said}"
        copy.deliver(LATER)
        code, said = copy.run("collect")
        assert code >= 0 and said.strip(), f"page {place // 4096}: exit {code} {said}"
        shutil.rmtree(copy.folder)


def shortened(folder):
    site = collected(folder)
    for size in (0, 100, 4096, site.ledger.stat().st_size - 4096):
        copy = site.copy(folder / "copy")
        gone(*beside(copy.ledger))
        os.truncate(copy.ledger, size)
        code, said = copy.run("ledger", "check")
        assert code > 0 and said.strip(), f"{size} bytes: exit {code} {said}"
        shutil.rmtree(copy.folder)


def locks_stay(folder):
    """A foreign program that opens and closes the ledger does not take the log from under the daemon."""
    site = collected(folder)
    with Served(site) as daemon:
        for _ in range(10):
            daemon.get("/")
            daemon.get("/api/v1/collectors")
            subprocess.run(["sqlite3", str(site.ledger), "SELECT count(*) FROM run"], check=True, capture_output=True,
                           timeout=60)
        held = os.listdir(f"/proc/{daemon.process.pid}/fd")
        names = [os.readlink(f"/proc/{daemon.process.pid}/fd/{number}") for number in held
                 if os.path.islink(f"/proc/{daemon.process.pid}/fd/{number}")]
        lost = [name for name in names if "ledger.db" in name and name.endswith("(deleted)")]
        assert not lost, f"removed under the daemon: {lost}"
        site.deliver(MORE)
        until(lambda: not (site.folder / "inbox/more.csv").exists(), "the file is in")
        daemon.kill()
    code, said = site.run("collect")
    assert code == 0, said
    sound(site)
    with sqlite3.connect(f"file:{site.ledger}?mode=ro", uri=True) as ledger:
        count = ledger.execute("SELECT count(*) FROM v_observation_current WHERE path LIKE '%more.csv'").fetchone()[0]
    assert count == 8, f"{count} of 8 figures are there after a kill"


CASES = [replaced_by_a_backup, written_over_by_a_backup, deleted, moved_away_and_back, the_log_alone_is_removed,
         a_log_of_another_ledger, two_writers, a_hard_link, damaged, shortened, locks_stay]


def run_cases(name, cases, settings):
    """Each case in a folder of its own; an assertion that fails is a line of the result."""
    began, failures, ran = time.monotonic(), [], 0
    for case in cases:
        if settings.only not in case.__name__:
            continue
        with tempfile.TemporaryDirectory(prefix="waymark-faults-", ignore_cleanup_errors=True) as folder:
            ran += 1
            try:
                case(Path(folder) / "site" if case.__name__ not in ("a_log_of_another_ledger", "two_writers")
                     else Path(folder))
            except (AssertionError, OSError, sqlite3.Error, subprocess.SubprocessError) as error:
                failures.append(f"{case.__name__}: {type(error).__name__}: {error}")
    settings.all = True
    finish(name, settings, ran, failures, began)


if __name__ == "__main__":
    run_cases("ledger_file", CASES, options(__doc__.splitlines()[0]))
