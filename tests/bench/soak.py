#!/usr/bin/env python3
"""The daemon under steady work at accelerated schedules: memory stays flat, and no descriptor is lost.

    soak.py [SECONDS] [--every SECONDS] [--most-mb MB] [--most-descriptors N]

600 seconds without a number; WAYMARK_PROGRAM names the program. A collector that looks five times a second gets a
corrected file every second; metrics and pages are read all the while, over kept and new connections, and the
configuration is reloaded at every fifth file. The first third is warm-up. Exit code 1 when the memory of the last
third is more than 2 MB above that of the second, when more descriptors are open, or when anything was answered
with an error.
"""

import argparse
import http.client
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from load_site import Served, pages, write_rows, write_site


class Reader(threading.Thread):
    """Asks for metrics and pages in turn, forty times a second; every tenth time on a new connection."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.going, self.answers, self.errors = port, True, 0, 0
        self.start()

    def run(self):
        connection, views = None, pages()
        for number in range(1 << 40):
            if not self.going:
                break
            try:
                if connection is None or number % 10 == 0:
                    connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                path = "/metrics" if number % 2 == 0 else views[number // 2 % len(views)]
                connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
                response = connection.getresponse()
                response.read()
                self.answers += 1
                self.errors += response.status != 200
            except (http.client.RemoteDisconnected, ConnectionResetError):
                connection = None  # kept for too long; the next request comes on a new one
            except OSError:
                self.errors += 1
                connection = None
            time.sleep(0.025)

    def stop(self):
        self.going = False
        self.join(60)


def correct(folder, number):
    """The file once more, one figure changed."""
    draft = folder / "inbox/.rows.csv"
    draft.write_text((folder / "first.txt").read_text().replace("2020-01-03,", f"2020-01-03,{number % 900 + 1}", 1))
    os.rename(draft, folder / "inbox/rows.csv")


def work(folder, seconds, every):
    """What was seen all the while, and what the daemon had done at the end."""
    write_site(folder, "200ms")
    write_rows(folder, "rows.csv", 3)
    (folder / "first.txt").write_text((folder / "inbox/rows.csv").read_text())
    seen = []
    with Served(folder) as daemon:
        daemon.until(" recorded ")
        reader, began, number = Reader(daemon.port), time.monotonic(), 0
        while time.monotonic() - began < seconds:
            number += 1
            correct(folder, number)
            if number % 5 == 0:
                daemon.process.send_signal(signal.SIGHUP)
            until = time.monotonic() + every
            while time.monotonic() < until:  # often, so that some moment of each third finds the daemon at rest
                time.sleep(0.05)
                seen.append((time.monotonic() - began, daemon.resident_mb(), daemon.descriptors()))
        reader.stop()
        return seen, reader, daemon.recorded(), daemon.output().count("configuration reloaded")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", type=float, nargs="?", default=600)
    parser.add_argument("--every", type=float, default=1)
    parser.add_argument("--most-mb", type=float, default=2)
    parser.add_argument("--most-descriptors", type=int, default=0)
    options = parser.parse_args()
    seconds = options.seconds
    with tempfile.TemporaryDirectory(prefix="waymark-soak-") as name:
        seen, reader, runs, reloads = work(Path(name) / "site", seconds, options.every)
    middle = [s for s in seen if seconds / 3 <= s[0] < seconds * 2 / 3]
    last = [s for s in seen if s[0] >= seconds * 2 / 3]
    before = statistics.median(s[1] for s in middle)
    grown = statistics.median(s[1] for s in last) - before
    # The fewest: those of connections and files in hand come and go.
    lost = min(s[2] for s in last) - min(s[2] for s in middle)
    print(f"{seconds:.0f} s: {runs} files recorded, {reloads} reloads, {reader.answers} answers, {reader.errors} errors")
    print(f"  own memory after warm-up {before:.1f} MB, then {grown:+.2f} MB (at most {options.most_mb:+.0f}); "
          f"highest {max(s[1] for s in seen):.1f} MB")
    print(f"  descriptors {min(s[2] for s in middle)}, then {lost:+d} (at most {options.most_descriptors:+d})")
    good = grown <= options.most_mb and lost <= options.most_descriptors and reader.errors == 0
    sys.exit(0 if good and runs > seconds / 4 and reader.answers > seconds else 1)


if __name__ == "__main__":
    main()
