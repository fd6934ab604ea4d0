#!/usr/bin/env python3
"""Scrapes while nothing else happens, and while pages are viewed and rows collected, turn by turn on one daemon.

    bench_load.py [--turns N] [--rows N]      WAYMARK_PROGRAM names the program; at least five turns

A turn is: 200 scrapes a second of 10,000 series, alone; the same beside 200 page views a second; the same beside
collecting, too. The machine's own moods last longer than a turn, so that they meet quiet and loaded alike; what is
compared are the medians over the turns. The client stands for other machines and runs in real time where it may (as
root).
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

SECONDS, FILES = 4, 5  # of each part of a turn; files of a turn
FIRST = datetime.date(2000, 1, 1)
RATIO, PAGE_MS = 2, 50  # asked: scrapes loaded against quiet, pages while collecting
PARTS = (("quiet", "scrapes alone"), ("viewed", "beside page views"), ("loaded", "beside page views and collecting"))


def series(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        return sum(1 for line in answer.read().splitlines() if line.startswith(b"kpi_"))


def feed(daemon, files, inbox, before):
    """A file as soon as the last one is in and its share of the time is over, so that all of it is busy."""
    began = time.monotonic()
    for number, file in enumerate(files):
        while time.monotonic() - began < number * SECONDS / FILES or daemon.recorded() < before + number:
            if time.monotonic() - began > 120:
                return
            time.sleep(0.02)
        os.rename(file, inbox / file.name)
    while daemon.recorded() < before + FILES and time.monotonic() - began < 120:
        time.sleep(0.02)


def settled(daemon):
    """The snapshot that follows the last file is published, and nothing is left to do."""
    ticks = os.sysconf("SC_CLK_TCK")

    def used():
        fields = Path(f"/proc/{daemon.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / ticks

    end = time.monotonic() + 30
    last = used()
    while time.monotonic() < end:
        time.sleep(0.5)
        now = used()
        if now - last < 0.03:
            return
        last = now


def turn(daemon, folder, made, number, days):
    # Made beforehand: making them costs more than taking them in.
    for i in range(FILES):
        first = FIRST + datetime.timedelta(days=(number * FILES + i) * days)
        write_rows(made, f"rows-{number:02}-{i}.csv", days, first=first)
    settled(daemon)
    result = {"quiet": load(daemon.port, SECONDS, 200, 0)}
    result["viewed"] = load(daemon.port, SECONDS, 200, 200)
    files = sorted((made / "inbox").iterdir())
    began = time.monotonic()
    feeding = threading.Thread(target=feed, args=(daemon, files, folder / "inbox", daemon.recorded()))
    feeding.start()
    result["loaded"] = load(daemon.port, SECONDS, 200, 200)
    feeding.join()
    result["taken"] = time.monotonic() - began
    return result


def verdict(holds):
    return "" if holds else "   <- not reached"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--rows", type=int, default=500_000, help="of each turn")
    options = parser.parse_args()
    turns = max(options.turns, 5)
    days = options.rows // FILES // (MEASURES * TEAMS) + 1
    with tempfile.TemporaryDirectory(prefix="waymark-load-") as name:
        folder, made = Path(name) / "site", Path(name) / "made"
        (made / "inbox").mkdir(parents=True)
        write_site(folder, "200ms")
        write_rows(folder, "first.csv", 3, first=FIRST - datetime.timedelta(days=3))
        with Served(folder) as daemon:
            daemon.until(" recorded ")
            settled(daemon)
            count = series(daemon.port)
            results = [turn(daemon, folder, made, number, days) for number in range(turns)]

    def median(part, kind, which):
        return statistics.median(result[part][kind][which] for result in results)

    print(f"{count} KPI series; {turns} turns of quiet and loaded, {SECONDS} s each; "
          f"{days * FILES * MEASURES * TEAMS} rows in {FILES} files a turn; medians over the turns")
    if not all(result["quiet"]["real_time"] for result in results):
        print("  the client may not run in real time: its own waiting counts as well")
    for part, title in PARTS:
        each = [result[part]["scrapes"]["p99_ms"] for result in results]
        line = (f"  {title:32} p50 {median(part, 'scrapes', 'p50_ms'):7.2f} ms  p99 {statistics.median(each):7.2f} ms"
                f" ({min(each):.2f} to {max(each):.2f})")
        if part != "quiet":
            line += (f"   pages p50 {median(part, 'pages', 'p50_ms'):6.2f} ms"
                     f"  p99 {median(part, 'pages', 'p99_ms'):6.2f} ms")
        print(line)
    print(f"  all rows of a turn recorded in   {statistics.median(result['taken'] for result in results):.1f} s")
    ratio = median("loaded", "scrapes", "p99_ms") / median("quiet", "scrapes", "p99_ms")
    pages = median("loaded", "pages", "p99_ms")
    errors = sum(result[part][kind]["errors"] for result in results
                 for part, kind in (("quiet", "scrapes"), ("viewed", "scrapes"), ("viewed", "pages"),
                                    ("loaded", "scrapes"), ("loaded", "pages")))
    print(f"  scrape p99, loaded against quiet: {ratio:.2f} times (at most {RATIO}){verdict(ratio <= RATIO)}")
    print(f"  page p99 while collecting: {pages:.1f} ms (at most {PAGE_MS}){verdict(pages <= PAGE_MS)}")
    print(f"  errors: {errors} (at most 0){verdict(errors == 0)}")
    print("""  measured: from the moment a request was due to its last byte, over kept connections of one client that
  asks on whether or not earlier requests were answered; pages are the overview, collectors, coverage,
  barriers, 20 commitments and 10 indicators in turn. Pages that were asked for lately are made before a
  snapshot is published, and sent by the event loop like a scrape. Others wait for one of the two page threads
  and for the processor: collecting, pages and the ledger are background work beside scrapes.""")


if __name__ == "__main__":
    main()
