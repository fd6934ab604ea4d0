"""`waymark serve` over a site of the fault tests, ended by its own pid."""

import http.client
import os
import re
import signal
import subprocess
import tempfile
import time

from faults import LIMIT, PROGRAM


def until(condition, what, limit=LIMIT):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"not within {limit} s: {what}")


class Served:
    def __init__(self, site, environment=None, before=(), wait=True):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [*before, PROGRAM, "serve", "--config.file", str(site.config), "--web.listen-address", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log,
            env={**os.environ, **(environment or {})})
        self.port = None
        if wait:
            try:
                self.port = int(until(self._port, "the daemon listens"))
                until(lambda: self.get("/-/ready")[0] == 200, "the daemon is ready")
            except BaseException:
                self.__exit__()
                raise

    def _port(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the daemon ended with {self.process.returncode}:\n{self.output()}")
        found = re.search(r"https?://127\.0\.0\.1:(\d+)/", self.output())
        return found and found.group(1)

    def output(self):
        return "" if self.log.closed else os.pread(self.log.fileno(), 1 << 26, 0).decode(errors="replace")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def metric(self, start):
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(start):
                return float(line.rsplit(" ", 1)[1])
        return None

    def kill(self):
        self.process.kill()
        self.process.wait(LIMIT)

    def stop(self):
        """Asks it to end; the exit code, or a word when it does not."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            return f"not ended {LIMIT} s after it was asked to"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
        self.log.close()
