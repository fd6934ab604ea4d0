#!/usr/bin/env python3
"""A hostile uploader: a second user of the inbox who makes links, pipes, sparse, growing and half-written files and
renames them while the daemon runs. As root only, since it needs a second user."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from faults import CONFIG, FIRST, Site, finish, options, rows
from served import Served, until

SECRET = "indicator,period,value\nseries_0,2020-01,123456789\nseries_9,2020-01,not-for-their-eyes\n"
USER = 65534  # nobody

# Runs as the second user, in a process of its own: seconds, seed, folders.
UPLOADER = r'''
import io, os, random, sys, time
end, numbers = time.monotonic() + float(sys.argv[1]), random.Random(int(sys.argv[2]))
inbox, secret, ledger = sys.argv[3:6]
def open(path, how):  # never waits at the other end of one of its own pipes
    return io.open(path, how, opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK, 0o664))
def tried(act):
    try: act()
    except OSError: pass
def name(): return os.path.join(inbox, "h%d.csv" % numbers.randrange(12))
def half():
    with open(name(), "w") as f:
        f.write("indicator,period,value\nseries_1,2019-01,1\nseries_1,2019-0"); f.flush(); time.sleep(0.05)
        f.write("2,2\n")
def growing():
    with open(name(), "a") as f:
        for i in range(3): f.write("series_1,2018-0%d,%d\n" % (i + 1, i)); f.flush(); time.sleep(0.02)
def sparse():
    with open(name(), "w") as f: f.truncate(20 << 30)
acts = [lambda: os.symlink(secret, name()), lambda: os.symlink(ledger, name()), lambda: os.link(secret, name()),
        lambda: os.link(ledger, name()), lambda: os.mkfifo(name()), half, growing, sparse,
        lambda: os.rename(name(), name()), lambda: os.unlink(name()),
        lambda: os.symlink(ledger, os.path.join(inbox, "quarantine/.h1.csv.errors.csv.tmp")),
        lambda: os.symlink(ledger, os.path.join(inbox, "quarantine/h1.csv.errors.csv")),
        lambda: os.rename(os.path.join(inbox, "done"), os.path.join(inbox, "done-away")),
        lambda: os.symlink("/etc", os.path.join(inbox, "done")),
        lambda: os.mkdir(os.path.join(inbox, "quarantine")), lambda: os.mkdir(name()),
        lambda: open(os.path.join(os.fsencode(inbox), b"\xff\x1b[31m.csv"), "w").close(),
        lambda: open(os.path.join(inbox, "n" * 244 + ".csv"), "w").write("rubbish,1\n2,3\n"),
        lambda: os.chmod(name(), 0)]
while time.monotonic() < end:
    tried(numbers.choice(acts)); time.sleep(numbers.uniform(0, 0.03))
# Pipes and giants go, so that the honest files are not kept waiting for settings of a test.
for entry in os.listdir(inbox):
    path = os.path.join(inbox, entry)
    if entry.startswith("h"):
        tried(lambda: os.unlink(path)); tried(lambda: os.rmdir(path))
'''


def main():
    settings = options(__doc__.split("\n", 1)[0])
    if os.geteuid() != 0:
        print("needs root, for a second user")
        sys.exit(77)
    began, failures = time.monotonic(), []
    seconds = 60 if settings.all else min(settings.seconds / 2, 10)
    numbers = random.Random(settings.seed)
    with tempfile.TemporaryDirectory(prefix="waymark-faults-", ignore_cleanup_errors=True) as name:
        os.chmod(name, 0o755)
        site = Site.make(Path(name) / "site", CONFIG.replace('interval = "1s"', 'interval = "1s"\ntimeout = "20s"'))
        inbox = site.folder / "inbox"
        inbox.chmod(0o2775)
        os.chown(inbox, USER, 0)
        secret = Path(name) / "secret.csv"
        secret.write_text(SECRET)
        secret.chmod(0o600)
        site.deliver(FIRST)
        honest = {f"honest-{n}.csv": rows(n, [f"201{n}-0{m}" for m in range(1, 4)]) for n in range(8)}
        with Served(site) as daemon:
            until(lambda: not (inbox / "first.csv").exists(), "the first file is in")
            uploader = subprocess.Popen(
                ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", sys.executable, "-c", UPLOADER,
                 str(seconds), str(settings.seed), str(inbox), str(secret), str(site.ledger)])
            try:
                slowest = 0.0
                end = time.monotonic() + seconds
                for file, text in honest.items():
                    site.deliver({f"inbox/{file}": text})
                    while time.monotonic() < end - seconds * (len(honest) - list(honest).index(file)) / len(honest):
                        asked = time.monotonic()
                        daemon.get("/-/healthy")
                        slowest = max(slowest, time.monotonic() - asked)
                        time.sleep(numbers.uniform(0, 0.1))
                uploader.wait(60)
            finally:
                if uploader.poll() is None:
                    uploader.send_signal(signal.SIGKILL)
                    uploader.wait()
            # What was put in the place of done/ and quarantine/ has to be put right by somebody.
            if (inbox / "done").is_symlink():
                (inbox / "done").unlink()
            if (inbox / "quarantine").is_dir() and (inbox / "quarantine").stat().st_uid == USER:
                (inbox / "quarantine").rename(site.folder / "theirs")

            def taken():
                return not [file for file in honest if (inbox / file).exists()]
            try:
                until(taken, "every honest file is taken", 90)
            except AssertionError as error:
                failures.append(f"{error}: {[file for file in honest if (inbox / file).exists()]}")
            pages = "".join(daemon.get(page)[1] for page in ("/collectors", "/metrics", "/api/v1/collectors"))
            if daemon.process.poll() is not None:
                failures.append(f"the daemon ended with {daemon.process.returncode}")
            elif (ended := daemon.stop()) != 0:
                failures.append(f"stopping: {ended}")
            said = daemon.output()
        for text, where in ((said, "log"), (pages, "pages"), ("".join(map(str, site.figures())), "figures")):
            if "not-for-their-eyes" in text or "123456789" in text:
                failures.append(f"the secret is in the {where}")
        if "\x1b[31m" in said or "\x1b" in pages:
            failures.append("control characters of a file's name in log or pages")
        for path in site.folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 20 and path != secret:
                if path.stat().st_nlink == 1 and b"not-for-their-eyes" in path.read_bytes():
                    failures.append(f"the secret is in {path.relative_to(site.folder)}")
        if secret.read_text() != SECRET:
            failures.append("the secret was written over")
        code, check = site.run("ledger", "check")
        if code != 0:
            failures.append(f"ledger check: {check}")
        held = [row for row in site.figures() if (row[6] or "").startswith("honest-")]
        if len(held) != 12 * len(honest):
            failures.append(f"{len(held)} figures of honest files are held, not {12 * len(honest)}")
        if failures:
            failures.append(f"the daemon said:\n{said[-4000:]}")
    print(f"{seconds:.0f} s of hostility, the slowest answer took {slowest * 1000:.0f} ms")
    settings.all = False
    finish("uploader", settings, 1, failures, began)


if __name__ == "__main__":
    main()
