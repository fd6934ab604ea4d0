"""A council of a chosen size with its files, for load and soak: 17 measures in 100 teams and 60 commitments."""

import datetime
import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAM = Path(os.environ.get("WAYMARK_PROGRAM", "build/release/waymark")).resolve()
CLIENT = PROGRAM.parent / "tests/bench/load_client"
CODE = "E07000999"
MEASURES, TEAMS, COMMITMENTS = 17, 100, 60

SETTINGS = """[ledger]
path = "state/ledger.db"

[[authority]]
code = "%s"
name = "Benchmark Borough Council"
invented = true
plans = ["plan.toml"]

[[collector]]
name = "rows"
type = "csv"
path = "inbox"
interval = "%s"
settle = "100ms"
layout = "long"

[collector.columns]
indicator = "Indicator"
scope = "Service"
period = "Period"
value = "Value"
"""


def team(number):
    return f"area_{number % 7}/team_{number:02}"


def write_site(folder, interval):
    """waymark.toml and plan.toml; about 10,000 KPI series once there are figures."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "waymark.toml").write_text(SETTINGS % (CODE, interval))
    scopes = [team(i) for i in range(TEAMS)]
    plan = ['[[plan]]\nid = "bench"\ntitle = "Benchmark"\n\n[[theme]]\nid = "all"\ntitle = "All"\n']
    plan += [f'[[scope]]\npath = "{scope}"\ntitle = "{scope}"\n' for scope in scopes]
    plan += [f'[[indicator]]\nid = "measure_{i:02}"\ntitle = "Measure {i}"\nunit = "gbp"\npolarity = "lower"\n'
             f'frequency = "day"\naggregation = "flow"\nscopes = {json.dumps(scopes)}\n' for i in range(MEASURES)]
    plan += [f'[[commitment]]\nid = "promise_{i:02}"\ntitle = "Promise {i}"\ntheme = "all"\nplans = "bench"\n'
             f'indicator = "measure_{i % MEASURES:02}"\nscope = "{scopes[i]}"\n'
             'baseline = { period = "2020-01-01", value = 5000 }\ntarget = { period = "2030-12-31", value = 4000 }\n'
             'tolerance = { absolute = 500 }\n' for i in range(COMMITMENTS)]
    (folder / "plan.toml").write_text("\n".join(plan))


def write_rows(folder, name, days, first=datetime.date(2020, 1, 1)):
    """One file of a figure for every measure, team and day, put into the inbox whole; how many rows it has."""
    lines = ["Indicator,Service,Period,Value"]
    for day in range(days):
        date = (first + datetime.timedelta(days=day)).isoformat()
        lines += [f"measure_{m:02},{team(t)},{date},{(m * 7919 + t * 104729 + day * 7) % 999999 / 100:.2f}"
                  for m in range(MEASURES) for t in range(TEAMS)]
    draft = folder / "inbox" / f".{name}"
    draft.write_text("\n".join(lines) + "\n")
    os.rename(draft, folder / "inbox" / name)
    return days * MEASURES * TEAMS


def pages():
    return ["/", f"/a/{CODE}/", "/collectors", f"/a/{CODE}/coverage", f"/a/{CODE}/barriers",
            *[f"/a/{CODE}/commitments/promise_{i:02}" for i in range(20)],
            *[f"/a/{CODE}/indicators/measure_{i:02}/{team(i)}" for i in range(10)]]


class Served:
    """`waymark serve` over a site, ended by its own pid."""

    def __init__(self, folder):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--config.file", folder / "waymark.toml", "--web.listen-address", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log)
        self.port = int(self.until(r"http://127\.0\.0\.1:(\d+)/").group(1))

    def output(self):
        # Not by seek(): the daemon writes where the file's one position is.
        return os.pread(self.log.fileno(), 1 << 30, 0).decode(errors="replace")

    def until(self, pattern, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(pattern, self.output())
            if found:
                return found
            time.sleep(0.05)
        raise SystemExit(f"{pattern} did not come:\n{self.output()[:2000]}")

    def recorded(self):
        """Files taken in so far."""
        return self.output().count(" recorded ")

    def resident_mb(self):
        """Memory of its own, without pages of the ledger's file that the kernel may take back."""
        fields = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(re.search(r"Anonymous: +(\d+)", fields).group(1)) / 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)
        self.log.close()


def load(port, seconds, scrapes, views):
    """What the load client measured."""
    command = [CLIENT, str(port), str(seconds), "--scrapes", str(scrapes), "--pages", str(views), *pages()]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True,
                                     timeout=seconds + 60).stdout)
