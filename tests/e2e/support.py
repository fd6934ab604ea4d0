"""What the end-to-end tests share: the program under test, a copy of an example, a daemon with a bounded life."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("WAYMARK_PROGRAM") or sys.exit("WAYMARK_PROGRAM is not set: run it through ctest")
# The beginning of a configuration: one invented council, whose plan lies beside it.
HEAD = f"""bank_holidays = "{ROOT}/config/bank-holidays-england.txt"
[ledger]
path = "state/ledger.db"
[[authority]]
code = "E10999999"
name = "Example Council"
invented = true
plans = ["plan.toml"]
"""
LIMIT = 60  # seconds; a bound for everything that is waited for


def run(*arguments, expect=0, **options):
    """Runs the program to its end; its output as text. Fails on another exit code than expected (None: any)."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=LIMIT, **options)
    if expect is not None and done.returncode != expect:
        raise AssertionError(
            f"{' '.join(map(str, arguments))}: exit {done.returncode}, not {expect}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def until(condition, what):
    """Waits for something another process does; the limit is a bound, not a measure."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"not within {LIMIT} s: {what}")


class Workspace:
    """A folder of its own with a configuration; removed at the end."""

    def __init__(self, example=None):
        self.folder = Path(tempfile.mkdtemp(prefix="waymark-e2e-"))
        if example:
            ignore = shutil.ignore_patterns("state", "*.cpp")
            shutil.copytree(ROOT / "config", self.folder / "config", ignore=ignore)
            self.config = self.folder / "config/examples" / example / "waymark.toml"
        else:
            self.config = self.folder / "waymark.toml"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def waymark(self, command, *arguments, **options):
        words = command.split()
        return run(*words, *arguments, "--config.file", self.config, **options)


class Daemon:
    """`waymark serve` on a free port; ended by its own pid. `listens`: where the configuration has it listen."""

    def __init__(self, config, *arguments, environment=None, listens=None):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--config.file", str(config), *arguments,
             *([] if listens else ["--web.listen-address", "127.0.0.1:0"])],
            stdout=subprocess.DEVNULL, stderr=self.log, stdin=subprocess.DEVNULL, env=environment)
        self.port = int(until(self._port, "the daemon listens"))
        until(lambda: self.get("/-/ready")[0] == 200, "the daemon is ready")

    def _port(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the daemon ended with {self.process.returncode}:\n{self.output()}")
        found = re.search(r"https?://127\.0\.0\.1:(\d+)/", self.output())
        return found and found.group(1)

    def output(self):
        # Not by seek(): the daemon writes where the file's one position is.
        return os.pread(self.log.fileno(), 1 << 30, 0).decode(errors="replace")

    def request(self, method, path, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        try:
            connection.request(method, path, headers=headers or {})
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    def get(self, path, headers=None):
        status, _, body = self.request("GET", path, headers)
        return status, body.decode()

    def json(self, path):
        status, body = self.get(path)
        assert status == 200, f"{path}: {status} {body}"
        return json.loads(body)

    def metric(self, start):
        """The value of the sample whose line starts with `start`, or None."""
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(start):
                return float(line.rsplit(" ", 1)[1])
        return None

    def stop(self, with_signal=signal.SIGTERM):
        """Asks it to end; the exit code."""
        self.process.send_signal(with_signal)
        return self.process.wait(LIMIT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
