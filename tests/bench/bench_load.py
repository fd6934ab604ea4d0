#!/usr/bin/env python3
"""Scrapes while nothing else happens, and while pages are viewed and a million rows collected.

    bench_load.py [--runs N] [--rows N]      WAYMARK_PROGRAM names the program

200 scrapes a second of 10,000 series, alone; then the same beside 200 page views a second and collecting. Medians
of the runs; the ratio of the 99th percentiles comes from one daemon. The client stands for other machines and runs in
real time where it may (as root).
"""

import argparse
import datetime
import os
import statistics
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from load_site import MEASURES, TEAMS, Served, load, write_rows, write_site

QUIET_SECONDS, FILES = 8, 10
DATES = [datetime.date(2020 + i, 6, 1) for i in range(FILES)]  # further days for each file


def series(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        return sum(1 for line in answer.read().splitlines() if line.startswith(b"kpi_"))


def feed(daemon, source, inbox, before):
    """A file as soon as the last one is in and its share of the time is over, so that all of it is busy."""
    began = time.monotonic()
    for number, file in enumerate(sorted(source.iterdir())):
        while time.monotonic() - began < number * QUIET_SECONDS / FILES or daemon.recorded() < before + number:
            if time.monotonic() - began > 120:
                return
            time.sleep(0.02)
        os.rename(file, inbox / file.name)
    while daemon.recorded() < before + FILES and time.monotonic() - began < 120:
        time.sleep(0.02)


def once(folder, rows):
    made = folder.parent / "made"
    (made / "inbox").mkdir(parents=True)
    write_site(folder, "200ms")
    write_rows(folder, "first.csv", 3)
    days = rows // FILES // (MEASURES * TEAMS) + 1
    with Served(folder) as daemon:
        daemon.until(" recorded ")
        time.sleep(1)  # the snapshot that follows
        count = series(daemon.port)
        load(daemon.port, 2, 200, 0)
        quiet = load(daemon.port, QUIET_SECONDS, 200, 0)
        if not quiet["real_time"]:
            print("  the client may not run in real time: its own waiting counts as well")
        quiet = quiet["scrapes"]
        viewed = load(daemon.port, QUIET_SECONDS, 200, 200)
        before = daemon.recorded()
        # Made beforehand: making them costs more than taking them in.
        for i in range(FILES):
            write_rows(made, f"rows-{i}.csv", days, first=DATES[i])
        began = time.monotonic()
        feeding = threading.Thread(target=feed, args=(daemon, made / "inbox", folder / "inbox", before))
        feeding.start()
        loud = load(daemon.port, QUIET_SECONDS, 200, 200)
        feeding.join()
        taken = time.monotonic() - began
    return count, quiet, viewed, loud, taken, days * FILES * MEASURES * TEAMS


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    results = []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory(prefix="waymark-load-") as name:
            results.append(once(Path(name) / "site", options.rows))

    def median(of):
        return statistics.median(of(result) for result in results)

    print(f"{results[0][0]} KPI series; {results[0][5]} rows in {FILES} files, medians of {options.runs}")
    print(f"  scrapes alone                    p50 {median(lambda r: r[1]['p50_ms']):7.2f} ms"
          f"  p99 {median(lambda r: r[1]['p99_ms']):7.2f} ms")
    for title, place in (("beside page views", 2), ("beside page views and collecting", 3)):
        print(f"  {title:32} p50 {median(lambda r, p=place: r[p]['scrapes']['p50_ms']):7.2f} ms"
              f"  p99 {median(lambda r, p=place: r[p]['scrapes']['p99_ms']):7.2f} ms"
              f"   pages p50 {median(lambda r, p=place: r[p]['pages']['p50_ms']):6.2f} ms"
              f"  p99 {median(lambda r, p=place: r[p]['pages']['p99_ms']):6.2f} ms")
    print(f"  all rows recorded in             {median(lambda r: r[4]):.1f} s")
    ratio = median(lambda r: r[3]["scrapes"]["p99_ms"] / r[1]["p99_ms"])
    errors = sum(r[p][kind]["errors"] for r in results for p in (2, 3) for kind in ("scrapes", "pages"))
    print(f"  times the quiet p99: {ratio:.2f} (at most 3){'' if ratio <= 3 else '   <- not reached'}")
    print(f"  errors: {errors} (at most 0){'' if errors == 0 else '   <- not reached'}")


if __name__ == "__main__":
    main()
