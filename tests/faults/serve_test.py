#!/usr/bin/env python3
"""The daemon is killed at random moments while it takes in files good and bad, asks a database and writes to a
receiver, with foreign programs reading the ledger beside it."""

import http.server
import random
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from faults import CONFIG, LIMIT, Site, difference, digest, finish, indicator, options
from served import Served, until

SERIES = 50
COLLECTORS = """
[remote_write]
url = "http://127.0.0.1:%d/api/v1/write"
[[source]]
name = "system"
driver = "sqlite"
path = "system.db"
[[collector]]
name = "asked"
type = "database"
source = "system"
interval = "1s"
query = "SELECT month, number FROM figures ORDER BY month"
layout = "long"
indicator = "asked"
columns = { period = "month", value = "number" }
"""


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes two requests of three."""
    asked = 0

    def do_POST(self):
        type(self).asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503 if type(self).asked % 3 == 0 else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def plan():
    return "\n".join([indicator(f"many_{n}").replace("month", "day") for n in range(SERIES)] +
                     [indicator(f"series_{n}") for n in range(4)] + [indicator("spend", "gbp"), indicator("asked")])


def many(numbers, first, days, bad):
    lines = ["indicator,period,value"]
    for day in range(first, first + days):
        date = f"{1990 + day // 336}-{day % 336 // 28 + 1:02}-{day % 28 + 1:02}"
        lines += [f"many_{n},{date},{numbers.randrange(1000000)}" for n in range(SERIES)]
    for n in range(bad):
        lines.insert(numbers.randrange(1, len(lines)), f"many_{n},1990-01-01,unreadable")
    return "\n".join(lines) + "\n"


def files(numbers, total):
    """Figures, and files to quarantine between them; no two of them speak of the same figure."""
    made, day = {}, 0
    while total > 0:
        days = min(numbers.randrange(20, 200), total // SERIES + 1)
        made[f"inbox/rows-{len(made):03}.csv"] = many(numbers, day, days, numbers.choice((0, 0, 1, 2)))
        day += days
        total -= days * SERIES
        if numbers.random() < 0.3:
            made[f"inbox/bad-{len(made):03}.csv"] = many(numbers, 4000, 2, 5)
        if numbers.random() < 0.3:
            made[f"spend/lines-{len(made):03}.csv"] = "date,amount\n" + "".join(
                f"{numbers.randrange(1, 28):02}/03/2021,{numbers.randrange(10000) / 100}\n" for _ in range(200))
    return made


def system(site):
    with sqlite3.connect(site.folder / "system.db") as database:
        database.execute("CREATE TABLE figures(month TEXT, number INTEGER)")
        database.executemany("INSERT INTO figures VALUES(?, ?)",
                             [(f"{2000 + n // 12}-{n % 12 + 1:02}", n * n) for n in range(240)])
    database.close()


def figures(site):
    """Without lines of the query, which have no path, and revisions: a correction comes from one file only."""
    return site.figures()


class Foreign(threading.Thread):
    """Opens and closes the ledger again and again, as a sqlite3 shell in a cron job would."""

    def __init__(self, ledger):
        super().__init__()
        self.ledger, self.ending, self.reads = ledger, threading.Event(), 0

    def run(self):
        while not self.ending.is_set():
            if self.ledger.exists():
                done = subprocess.run(["sqlite3", str(self.ledger), "SELECT count(*) FROM run"], capture_output=True,
                                      timeout=LIMIT, check=False)
                self.reads += done.returncode == 0
            self.ending.wait(0.02)


def all_in(site, given):
    return not [name for name in given if (site.folder / name).exists()]


def main():
    settings = options(__doc__)
    numbers = random.Random(settings.seed)
    began = time.monotonic()
    total = 300_000 if settings.all else 40_000
    kills = 60 if settings.all else 8
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    config = CONFIG + COLLECTORS % receiver.server_address[1]
    failures = []
    with tempfile.TemporaryDirectory(prefix="waymark-faults-") as name:
        plain, killed = (Site.make(Path(name) / which, config, plan()) for which in ("plain", "killed"))
        given = files(numbers, total)
        for site in (plain, killed):
            system(site)
        plain.deliver(given)
        code, said = plain.run("collect", limit=300)
        if code not in (0, 1):
            failures.append(f"undisturbed: exit {code} {said}")

        foreign = Foreign(killed.ledger)
        foreign.start()
        waiting, done, log = sorted(given), 0, ""
        end = began + (settings.limit if settings.all else settings.seconds)
        try:
            while (waiting or done < kills) and time.monotonic() < end:
                with Served(killed, wait=False) as daemon:
                    share = waiting[:len(given) // kills + 1]
                    waiting = waiting[len(share):]
                    for name_of in share:
                        killed.deliver({name_of: given[name_of]})
                        time.sleep(numbers.uniform(0, 0.02))
                    time.sleep(numbers.uniform(0.05, 1.2))
                    if daemon.process.poll() is not None:
                        failures.append(f"it ended by itself with {daemon.process.returncode}")
                    daemon.kill()
                    log = daemon.output()
                done += 1
            killed.deliver({name_of: given[name_of] for name_of in waiting})
            with Served(killed) as daemon:
                until(lambda: all_in(killed, given), "all files are taken", 300)
                until(lambda: daemon.metric('waymark_collector_last_success_timestamp_seconds{collector="asked"}'),
                      "the database is asked")
                if (ended := daemon.stop()) != 0:
                    failures.append(f"stopping: {ended}")
                log = daemon.output()
        finally:
            foreign.ending.set()
            foreign.join()
            receiver.shutdown()
            receiver.server_close()
        code, said = killed.run("ledger", "check", limit=300)
        if code != 0:
            failures.append(f"ledger check: {said}")
        expected, held = figures(plain), figures(killed)
        if expected != held:
            failures.append(difference(expected, held))
        if plain.files() != killed.files():
            failures.append(f"files lie otherwise: {set(map(str, plain.files().items())) ^ set(map(str, killed.files().items()))}")
        for name_of, text in given.items():
            if digest(text.encode()) not in killed.files():
                failures.append(f"{name_of} is lost")
        if failures:
            failures.append(f"the last daemon said:\n{log[-3000:]}")
    print(f"{done} kills, {foreign.reads} foreign reads, {Receiver.asked} requests of remote write, seed {settings.seed}")
    finish("serve", settings, done, failures, began)


if __name__ == "__main__":
    main()
