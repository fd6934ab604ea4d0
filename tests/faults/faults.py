"""What the fault tests share: a small council with files of each kind, the program under the shim, four assertions.

After every fault: the program said so; `ledger check` is sound after a restart; the figures after the next good
collect equal those of an undisturbed run; no file is lost between inbox, done and quarantine.
"""

import argparse
import contextlib
import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("WAYMARK_PROGRAM") or sys.exit("WAYMARK_PROGRAM is not set: run it through ctest or ./dev")
SHIM = os.environ.get("WAYMARK_SHIM") or str(Path(PROGRAM).parent / "tests/faults/waymark_faults.so")
LIMIT = 60  # seconds; a bound for everything that is waited for
CODE = "E07000125"
MONTHS = [f"{year}-{month:02}" for year in range(2022, 2025) for month in range(1, 13)]

CONFIG = f"""
[ledger]
path = "state/ledger.db"
[[authority]]
code = "{CODE}"
name = "Test council"
invented = true
plans = ["plan.toml"]
[[collector]]
name = "rows"
type = "csv"
path = "inbox"
files = "*.csv"
settle = "0s"
interval = "1s"
layout = "long"
max_bad_rows = 2
columns = {{ indicator = "indicator", period = "period", value = "value" }}
[[collector]]
name = "spend"
type = "csv"
path = "spend"
files = "*.csv"
settle = "0s"
interval = "1s"
layout = "transactions"
columns = {{ date = "date", amount = "amount" }}
sum = [{{ indicator = "spend", measure = "sum" }}]
"""


def indicator(name, unit="count"):
    return (f'[[indicator]]\nid = "{name}"\ntitle = "{name}"\nunit = "{unit}"\npolarity = "neutral"\n'
            'frequency = "month"\naggregation = "flow"\n')


PLAN = "\n".join([indicator(f"series_{n}") for n in range(4)] + [indicator("spend", "gbp")])
FOLDERS = ("inbox", "spend")

# What every version of every figure says and where it is from; when it was recorded differs by run.
FIGURES = """
  SELECT indicator, scope, period, value, revision, collector, path, source_row FROM v_observation_as_of
  ORDER BY indicator, scope, period, revision
"""


def rows(seed, months=MONTHS, bad=0):
    numbers = random.Random(seed)
    lines = ["indicator,period,value"]
    lines += [f"series_{n},{month},{numbers.randrange(100000)}" for month in months for n in range(4)]
    lines += [f"series_0,{month},unreadable" for month in months[:bad]]
    return "\n".join(lines) + "\n"


def spending(seed, count=200):
    numbers = random.Random(seed)
    lines = ["date,amount"]
    for _ in range(count):
        month = numbers.choice(MONTHS)
        lines.append(f"15/{month[5:]}/{month[:4]},{numbers.randrange(-5000, 100000) / 100:.2f}")
    return "\n".join(lines) + "\n"


# Files of a first delivery, and of a later one that corrects some figures, adds others and has a bad file.
FIRST = {"inbox/first.csv": rows(1), "spend/first.csv": spending(2)}
LATER = {"inbox/later.csv": rows(3, MONTHS[10:20], bad=2), "inbox/bad.csv": rows(4, MONTHS[:5], bad=5),
         "spend/later.csv": spending(5, 50)}


def digest(content):
    return hashlib.sha256(content).hexdigest()[:16]


class Site:
    """A folder with configuration, plan and inboxes; a copy of it is cheap."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.config = self.folder / "waymark.toml"
        self.ledger = self.folder / "state/ledger.db"

    @staticmethod
    def make(folder, config=CONFIG, plan=PLAN):
        site = Site(folder)
        for name in (*FOLDERS, "state"):
            (site.folder / name).mkdir(parents=True)
        site.config.write_text(config)
        (site.folder / "plan.toml").write_text(plan)
        return site

    def copy(self, folder):
        shutil.copytree(self.folder, folder, symlinks=True)
        return Site(folder)

    def deliver(self, files):
        for name, text in files.items():
            draft = self.folder / (name + ".tmp")
            draft.write_text(text)
            draft.rename(self.folder / name)

    def command(self, *words):
        now = ["--now"] if words[0] == "collect" and takes_now() else []
        return [PROGRAM, *words, *now, "--config.file", str(self.config)]

    def run(self, *words, environment=None, limit=LIMIT):
        """To its end; (exit code, what it said). Negative: the signal."""
        done = subprocess.run(self.command(*words), capture_output=True, timeout=limit, stdin=subprocess.DEVNULL,
                              env={**os.environ, **(environment or {})})
        return done.returncode, (done.stdout + done.stderr).decode(errors="replace")

    def figures(self):
        # Closed at once: SQLite shares what it knows of a file among all connections of a process.
        with contextlib.closing(sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True)) as ledger:
            return ledger.execute(FIGURES).fetchall()

    def files(self):
        """Where each delivered file lies: {digest: [folder/name]}."""
        found = {}
        for folder in FOLDERS:
            for path in sorted((self.folder / folder).rglob("*.csv")):
                if path.is_file() and not path.name.endswith(".errors.csv"):
                    found.setdefault(digest(path.read_bytes()), []).append(str(path.relative_to(self.folder)))
        return found


# Counters of coverage, which a program writes at its end, are not to fail.
ONLY_SITES = "WAYMARK_FAULT_ONLY_SITES" in os.environ

_takes_now = None


def takes_now():
    global _takes_now
    if _takes_now is None:
        done = subprocess.run([PROGRAM, "collect", "--help"], capture_output=True, text=True, timeout=LIMIT)
        _takes_now = "--now" in done.stdout
    return _takes_now


def fault(text, site=None, seed=1, report=None, keep=None):
    """The environment under which the program meets that fault (tests/faults/shim/shim.h)."""
    environment = {"LD_PRELOAD": SHIM, "WAYMARK_FAULT": text, "WAYMARK_FAULT_SEED": str(seed)}
    if site:
        environment["WAYMARK_FAULT_UNDER"] = str(site)
    if report:
        environment["WAYMARK_FAULT_REPORT"] = str(report)
    if keep:
        environment["WAYMARK_FAULT_KEEP"] = str(keep)
    return environment


class Undisturbed:
    """What a scenario comes to when nothing goes wrong."""

    def __init__(self, before, command=("collect",), after=None):
        with tempfile.TemporaryDirectory(prefix="waymark-faults-") as name:
            site = before.copy(Path(name) / "site")
            for words in (command, ("collect",)):
                code, said = site.run(*words)
                assert code in (0, 1), f"undisturbed: exit {code}\n{said}"
            if after:
                after(site)
            self.figures, self.files = site.figures(), site.files()
        self.given = before.files()


def check(site, expected, code, said, fault_text):
    """The four assertions; a list of what is wrong."""
    wrong = []

    def need(condition, text):
        if not condition:
            wrong.append(text)

    # Said: it was killed by the test, or it failed with words, or nothing was amiss for it.
    if code in (-11, -7, -4, -8):
        wrong.append(f"ended by signal {-code}")
    elif code not in (0, -9):
        need(said.strip(), f"exit {code} without a word")
    elif code == 0:
        # Rows and a file are refused in every complete run, so that 0 is a run to which nothing was new.
        need(site.files() == expected.files, f"exit 0, and yet {site.files()}")
    held = site.files()
    for content, places in expected.given.items():
        need(len(held.get(content, [])) >= 1, f"{places[0]} is lost")
    # Restart.
    code, again = site.run("collect")
    need(code in (0, 1), f"the next collect: exit {code}\n{again}")
    code, sound = site.run("ledger", "check")
    need(code == 0, f"ledger check: exit {code}\n{sound}")
    try:
        figures = site.figures()
        need(figures == expected.figures, difference(expected.figures, figures))
    except sqlite3.Error as error:
        wrong.append(f"figures cannot be read: {error}")
    need(site.files() == expected.files, f"files lie otherwise:\n  {site.files()}\n  not {expected.files}")
    return [f"{fault_text}: {text}" for text in wrong] + ([f"  it had said: {said.strip()}\n  and then: {again.strip()}"] if wrong else [])


def difference(expected, figures):
    missing = [row for row in expected if row not in set(figures)]
    further = [row for row in figures if row not in set(expected)]
    return f"figures differ: {len(missing)} missing {missing[:2]}, {len(further)} too many {further[:2]}"


def options(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--all", action="store_true", help="every case instead of a sample")
    parser.add_argument("--seconds", type=float, default=20, help="time for the sample")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    parser.add_argument("--limit", type=float, default=3600, help="no new case after so many seconds, also with --all")
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    return parser.parse_args()


def evenly(cases, numbers):
    """Shuffled, each kind of call and effect as often as another, however many calls of it there are."""
    kinds = {}
    for case in numbers.sample(cases, len(cases)):
        kinds.setdefault(case[1:2] + case[3:], []).append(case)
    groups = list(kinds.values())
    return [group[i] for i in range(max(map(len, groups), default=0)) for group in groups if i < len(group)]


def run_until(end, cases, one, threads):
    """What one() says of each case (key, call, number, effect), in threads, until the time is over."""
    def run(case):
        return None if time.monotonic() > end else one(*case)

    with ThreadPoolExecutor(threads) as pool:
        return [result for result in pool.map(run, cases) if result is not None]


def finish(name, settings, ran, failures, began):
    for failure in failures:
        print(failure)
    left = "" if settings.all else f" of a sample (--seed {settings.seed})"
    print(f"{name}: {ran} cases{left}, {len(failures)} lines of failures, {time.monotonic() - began:.0f} s")
    sys.exit(1 if failures else 0)
