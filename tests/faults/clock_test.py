#!/usr/bin/env python3
"""Wrong clocks through the program (libfaketime): what is recorded with one is refused, or can be mended.

A machine's clock counts as synchronised or not (adjtimex), which a test cannot choose: either is right as long as
no figure is lost, and what is wrong is said.
"""

import datetime
import shutil
import sqlite3
import sys
import time

from faults import LATER, options, rows
from ledger_file_test import collected, run_cases, sound
from served import Served, until

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
MORE = {"inbox/more.csv": rows(77, ["2021-01", "2021-02"])}


def clock(shift):
    return {"LD_PRELOAD": LIBRARY, "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}


def an_earlier_clock_is_refused(folder):
    site = collected(folder)
    site.deliver(MORE)
    for shift in ("-2m", "-3d", "-400d"):
        code, said = site.run("collect", environment=clock(shift))
        assert code not in (0,), f"{shift}: recorded before the last record"
        assert "clock" in said, f"{shift}: {said}"
        assert (site.folder / "inbox/more.csv").exists(), shift
    code, said = site.run("collect")
    assert code == 0, said
    sound(site)


def a_little_earlier_is_fine(folder):
    site = collected(folder)
    site.deliver(MORE)
    code, said = site.run("collect", environment=clock("-20s"))
    assert code == 0, said
    sound(site)


def the_override(folder):
    site = collected(folder)
    site.deliver(MORE)
    code, said = site.run("collect", "--accept-clock", environment=clock("-3d"))
    assert code == 0, said
    assert not (site.folder / "inbox/more.csv").exists()


def one_run_from_the_future(folder):
    site = collected(folder)
    before = len(site.figures())
    site.deliver(MORE)
    code, said = site.run("collect", environment=clock("+1600d"))
    if code != 0:  # refused, since the clock does not count as synchronised
        assert "clock" in said, said
        assert (site.folder / "inbox/more.csv").exists()
        code, said = site.run("collect")
        assert code == 0, said
        sound(site)
        return
    # It counted as synchronised: the next run refuses, check reports, and the times can be mended.
    site.deliver(LATER)
    code, said = site.run("collect")
    assert code != 0 and "clock" in said, f"nothing is said: {said}"
    code, said = site.run("ledger", "check")
    assert code != 0 and "future" in said, f"ledger check: {said}"
    code, said = site.run("ledger", "correct-times")
    assert code == 0, said
    code, said = site.run("collect")
    assert code in (0, 1), said
    sound(site)
    assert len(site.figures()) > before
    tomorrow = (datetime.datetime.now() + datetime.timedelta(days=1)).strftime("%Y-%m-%d 09:00:00")
    code, said = site.run("status", "--as-of", datetime.date.today().isoformat(), environment=clock(f"@{tomorrow}"))
    assert code in (0, 1), said


def an_accepted_future_is_mended(folder):
    """What was recorded in the future with --accept-clock is reported, and mended by an act."""
    site = collected(folder)
    site.deliver(MORE)
    code, said = site.run("collect", "--accept-clock", environment=clock("+1600d"))
    assert code == 0, said
    site.deliver(LATER)
    code, said = site.run("collect")
    assert code != 0 and "but the last record is of" in said, f"nothing is said: {said}"
    code, said = site.run("ledger", "check")
    assert code == 1 and "which is in the future" in said, f"ledger check: {said}"
    code, said = site.run("ledger", "correct-times", "--accept-clock", "--role", "IT", "--reason", "battery")
    assert code == 0 and " -> " in said, said
    sound(site)
    code, said = site.run("collect")
    assert "clock" not in said, said
    sound(site)
    with sqlite3.connect(f"file:{site.ledger}?mode=ro", uri=True) as ledger:
        latest, = ledger.execute("SELECT max(recorded_from) FROM v_observation_as_of").fetchone()
    assert latest <= time.time() + 1, "the views still have the wrong time"


def the_daemons_clock_jumps(folder):
    """Away from its monotonic clock by more than a day: nothing is recorded until it is right again."""
    site = collected(folder)
    rc = folder / "clock"
    rc.write_text("+0d")
    environment = {"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(rc), "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                   "FAKETIME_NO_CACHE": "1", "NO_FAKE_STAT": "1"}
    with Served(site, environment) as daemon:
        rc.write_text("+40d")
        time.sleep(0.2)
        site.deliver(MORE)
        until(lambda: "clock" in daemon.output(), "the clock is spoken of", 30)
        assert (site.folder / "inbox/more.csv").exists(), "recorded with a clock that jumped"
        rc.write_text("+0d")
        until(lambda: not (site.folder / "inbox/more.csv").exists(), "recorded once the clock is right", 120)
    sound(site)


CASES = [an_earlier_clock_is_refused, a_little_earlier_is_fine, the_override, one_run_from_the_future,
         an_accepted_future_is_mended, the_daemons_clock_jumps]

if __name__ == "__main__":
    if not shutil.which("faketime"):
        sys.exit(77)
    run_cases("clock", CASES, options(__doc__.splitlines()[0]))
