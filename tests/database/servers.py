"""Database servers of the tests' own: on 127.0.0.1, with a data directory that goes away with them."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from support import LIMIT, PROGRAM, run, until  # noqa: E402,F401  (for the tests)

NOBODY = 65534
SKIPPED = 77  # ctest's way of saying that a program is not installed


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """What PostgreSQL and MariaDB have in common. Servers refuse to run as root, so they become nobody then."""

    def __init__(self, prefix):
        self.folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
        self.port = free_port()
        self.process = None
        self.own(self.folder)
        atexit.register(self.remove)

    def own(self, path, mode=0o700):
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
        os.chmod(path, mode)

    def account(self):
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}

    def command(self, *arguments, **options):
        done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, timeout=LIMIT,
                              cwd=self.folder, env=self.environment(), **self.account(), **options)
        if done.returncode != 0:
            raise AssertionError(f"{arguments[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "TMPDIR": str(self.folder)}

    def start(self, *arguments):
        log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen([str(a) for a in arguments], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                        cwd=self.folder, env=self.environment(), **self.account())
        log.close()

    def log(self):
        return (self.folder / "server.log").read_text(errors="replace")

    def kill(self):
        """As if the power went."""
        self.process.kill()
        self.process.wait(LIMIT)

    def remove(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT if isinstance(self, Postgresql) else signal.SIGKILL)
            self.process.wait(LIMIT)
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgresql(Server):
    def __init__(self):
        super().__init__("waymark-pg-")
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
        if not found:
            print("PostgreSQL's server is not installed", file=sys.stderr)
            sys.exit(SKIPPED)
        self.programs = found[-1]
        self.data = self.folder / "data"
        self.command(self.programs / "initdb", "-D", self.data, "-U", "owner", "-A", "trust", "--no-sync",
                     "--locale=C.UTF-8", "-E", "UTF8")
        (self.data / "pg_hba.conf").write_text(
            "local all owner trust\n"
            "hostssl tls_only all 127.0.0.1/32 scram-sha-256\n"
            "host tls_only all 127.0.0.1/32 reject\n"
            "host all owner 127.0.0.1/32 trust\n"
            "host all all 127.0.0.1/32 scram-sha-256\n")

    def up(self, *settings):
        options = ["fsync=off", "max_wal_size=1GB", "autovacuum=off", *settings]
        self.start(self.programs / "postgres", "-D", self.data, "-p", self.port, "-k", self.folder,
                   "-c", "listen_addresses=127.0.0.1", *[w for o in options for w in ("-c", o)])
        until(self.ready, f"PostgreSQL answers\n{self.log()}")

    def ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"PostgreSQL ended\n{self.log()}")
        done = subprocess.run([self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)])
        return done.returncode == 0

    def kill(self):
        """The postmaster and, since they see it gone only at their next look, its children."""
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        super().kill()
        for pid in children.stdout.split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass

    def psql(self, sql, database="postgres"):
        return self.command("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-p", self.port,
                            "-U", "owner", "-d", database, input=sql)


class Mariadb(Server):
    def __init__(self):
        super().__init__("waymark-maria-")
        if not shutil.which("mariadbd") and not Path("/usr/sbin/mariadbd").exists():
            print("MariaDB's server is not installed", file=sys.stderr)
            sys.exit(SKIPPED)
        self.data = self.folder / "data"
        self.socket = self.folder / "s"
        self.command("mariadb-install-db", "--no-defaults", f"--datadir={self.data}", "--auth-root-authentication-method=normal",
                     "--skip-test-db", "--skip-name-resolve")

    def up(self, *settings):
        self.start("/usr/sbin/mariadbd", "--no-defaults", f"--datadir={self.data}", f"--socket={self.socket}",
                   f"--port={self.port}", "--bind-address=127.0.0.1", f"--pid-file={self.folder}/pid",
                   "--innodb-flush-log-at-trx-commit=0", "--skip-name-resolve", *settings)
        until(self.ready, f"MariaDB answers\n{self.log()}")

    def ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"MariaDB ended\n{self.log()}")
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0 and self.socket.exists()

    def sql(self, text, database=""):
        return self.command("mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-N", "-B",
                            *([database] if database else []), input=text)


def nothing_left(*_):
    """Ends the run, and with it the servers."""
    raise KeyboardInterrupt


signal.signal(signal.SIGTERM, nothing_left)
