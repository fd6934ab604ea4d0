#!/usr/bin/env python3
"""Runs every command of README.md, in order, as a reader would: readme_test.py PROGRAM

Blocks that start with ```sh are run in one shell, stopping at the first failure; those marked ```sh no-test are
not. The shell starts in a copy of what the commands touch, so the repository stays as it is; port 9475 becomes a
free one.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 120
SKIPPED = 77


def blocks(text):
    return re.findall(r"^```sh\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def lay_out(folder, program, port):
    ignore = shutil.ignore_patterns("state", "__pycache__", "*.cpp", "*.hpp")
    shutil.copytree(ROOT / "config", folder / "config", ignore=ignore)
    for configuration in folder.glob("config/examples/*/waymark.toml"):
        configuration.write_text(configuration.read_text().replace(":9475", f":{port}"))
    (folder / "build/release").mkdir(parents=True)
    (folder / "build/release/waymark").symlink_to(program)
    (folder / "home").mkdir()


def run(script, folder):
    """Exit code and output; whatever the script leaves running is ended."""
    environment = dict(os.environ, HOME=str(folder / "home"))
    with open(folder / "output", "w+b") as output:
        shell = subprocess.Popen(["bash", "-x", "-c", script], cwd=folder, env=environment, stdout=output,
                                 stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            code = shell.wait(LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            try:
                os.killpg(shell.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            shell.wait()
        output.seek(0)
        return code, output.read().decode(errors="replace")


EXPECTED = [  # what the README says that its commands show
    "12.77%",
    "18.29%",
    "8.31%",
    "0.0829",
    'did you mean "target"?',
]


def main():
    if shutil.which("curl") is None:
        print("curl is not installed: skipped")
        return SKIPPED
    commands = blocks((ROOT / "README.md").read_text())
    if len(commands) < 5:
        print(f"README.md has only {len(commands)} blocks of commands: is the pattern still right?")
        return 1
    port = free_port()
    script = "set -euo pipefail\n" + "".join(commands).replace(":9475", f":{port}")
    with tempfile.TemporaryDirectory(prefix="waymark-readme-") as name:
        folder = Path(name)
        lay_out(folder, Path(sys.argv[1]).resolve(), port)
        code, output = run(script, folder)
    missing = [text for text in EXPECTED if text not in re.sub(r"^\+.*$", "", output, flags=re.MULTILINE)]
    if code == 0 and not missing:
        return 0
    print(output)
    print(f"README.md: not done after {LIMIT_SECONDS} s" if code is None else f"README.md: exit code {code}")
    for text in missing:
        print(f"README.md: expected in the output and not there: {text}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
