#!/usr/bin/env python3
"""The daemon under steady work at accelerated schedules: memory stays flat, and no descriptor is lost.

    soak.py [SECONDS]      600 without a number; WAYMARK_PROGRAM names the program

A collector that looks five times a second gets a corrected file every second; metrics and pages are read all the
while, the configuration is reloaded every ten seconds. The first third is warm-up. Exit code 1 when the memory of
the last third is more than 2 MB above that of the second, or more descriptors are open at the end.
"""

import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from load_site import Served, load, write_rows, write_site

MOST_MB = 2.0


def correct(folder, number):
    """The file once more, one figure changed."""
    text = (folder / "first.txt").read_text()
    draft = folder / "inbox/.rows.csv"
    draft.write_text(text.replace("2020-01-03,", f"2020-01-03,{number % 900}", 1))
    os.rename(draft, folder / "inbox/rows.csv")


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    with tempfile.TemporaryDirectory(prefix="waymark-soak-") as name:
        folder = Path(name) / "site"
        write_site(folder, "200ms")
        write_rows(folder, "rows.csv", 3)
        (folder / "first.txt").write_text((folder / "inbox/rows.csv").read_text())
        with Served(folder) as daemon:
            daemon.until(" recorded ")
            answers = {}
            asking = threading.Thread(target=lambda: answers.update(load(daemon.port, seconds, 20, 20)))
            asking.start()
            memory, began, number = [], time.monotonic(), 0
            while (passed := time.monotonic() - began) < seconds:
                number += 1
                correct(folder, number)
                if number % 10 == 0:
                    daemon.process.send_signal(signal.SIGHUP)
                time.sleep(1)
                memory.append((passed, daemon.resident_mb(), daemon.descriptors()))
            asking.join()
            time.sleep(1)
            runs, reloads = daemon.recorded(), daemon.output().count("configuration reloaded")
        middle = [m for m in memory if seconds / 3 <= m[0] < seconds * 2 / 3]
        last = [m for m in memory if m[0] >= seconds * 2 / 3]
        grown = statistics.median(m[1] for m in last) - statistics.median(m[1] for m in middle)
        lost = statistics.median(m[2] for m in last) - statistics.median(m[2] for m in middle)
        errors = answers["scrapes"]["errors"] + answers["pages"]["errors"]
        print(f"{seconds:.0f} s: {runs} files recorded, {reloads} reloads, {answers['scrapes']['answers']} scrapes, "
              f"{answers['pages']['answers']} pages, {errors} errors")
        print(f"  own memory after warm-up {statistics.median(m[1] for m in middle):.1f} MB, then {grown:+.2f} MB "
              f"(at most {MOST_MB:+.0f}); highest {max(m[1] for m in memory):.1f} MB")
        print(f"  descriptors {statistics.median(m[2] for m in middle):.0f}, then {lost:+.0f} (at most +0)")
        good = grown <= MOST_MB and lost <= 0 and errors == 0 and runs > seconds / 4
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
