#!/usr/bin/env python3
"""The Debian package in a fresh, minimal Debian 12: installed, used, upgraded, removed, purged.

    install_test.py build/waymark_*.deb
    install_test.py --prepare     fetches the Debian only

Needs root (chroot) and Debian's packages from where this machine gets its own; otherwise it says so and ends
with 77. What it fetches is kept in build/package-test.
"""

import atexit
import gzip
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

KEPT = Path(__file__).resolve().parents[2] / "build/package-test"
LIMIT = 60
CSV = "Indicator,Period,Value\nagency_spend_share,2025/26 Q4,8.5\nagency_spend_share,2026/27 Q1,8.2\n"
VALUE = 'kpi_value{authority="E10999999",indicator="agency_spend_share",scope="",unit="ratio"}'


def skip(why):
    print(f"package test skipped: {why}")
    sys.exit(77)


def must(*command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=900, **options)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def mirror():
    """Where this machine gets Debian from."""
    for file in [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("debian*"))]:
        found = file.is_file() and re.search(r"(?m)^(?:deb (?:\[.*?\] )?|URIs: *)(https?://\S*debian/?)(?:\s|$)", file.read_text())
        if found:
            return found.group(1)
    return "http://deb.debian.org/debian"


class Root:
    """A Debian in a folder."""

    def __init__(self):
        KEPT.mkdir(parents=True, exist_ok=True)
        self.path = Path(tempfile.mkdtemp(prefix="waymark-root-", dir="/var/tmp"))
        atexit.register(shutil.rmtree, self.path, ignore_errors=True)
        base = KEPT / "bookworm.tar"
        if not base.exists():
            made = subprocess.run(["debootstrap", "--variant=minbase", "bookworm", self.path, mirror()],
                                  capture_output=True, text=True, timeout=1500)
            if made.returncode:
                skip("debootstrap could not make a Debian: " + (made.stdout + made.stderr).strip().split("\n")[-1])
            must("tar", "-cf", f"{base}.new", "-C", self.path, ".")
            os.rename(f"{base}.new", base)
        else:
            must("tar", "-xf", base, "-C", self.path)
        self.path.chmod(0o755)  # it is "/" to the users inside
        for conf in Path("/etc/apt/apt.conf.d").iterdir():
            if "Acquire" in conf.read_text():
                shutil.copy(conf, self.path / "etc/apt/apt.conf.d")
        for name in ("resolv.conf", "hosts"):
            if Path("/etc", name).exists():
                shutil.copy(Path("/etc", name), self.path / "etc" / name)
        (self.path / "etc/apt/sources.list").write_text(f"deb {mirror()} bookworm main\n")
        self.archives = self.path / "var/cache/apt/archives"
        for package in KEPT.glob("*.deb"):
            shutil.copy(package, self.archives)

    def command(self, *words):
        script = f'mount -t proc proc "{self.path}/proc" && exec chroot "{self.path}" "$@"'
        return ["unshare", "--mount", "--fork", "sh", "-c", script, "sh", *map(str, words)]

    def run(self, *words, **options):
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C",
                       **{name: value for name, value in os.environ.items() if name.endswith("_proxy")}}
        return must(*self.command(*words), env=environment, **options)

    def keep_archives(self):
        for package in self.archives.glob("*.deb"):
            if not (KEPT / package.name).exists():
                shutil.copy(package, KEPT)


def upgraded(package, folder):
    """The same package as a later version."""
    tree = Path(folder) / "tree"
    must("dpkg-deb", "-R", package, tree)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^Version: .*$", "Version: 99.0-1", control.read_text()))
    later = Path(folder) / "waymark_99.0-1.deb"
    must("dpkg-deb", "-b", tree, later)
    return later


class Package(unittest.TestCase):
    """One life of a package; the steps are in order."""

    package = None

    @classmethod
    def setUpClass(cls):
        cls.root = Root()

    def test_1_lintian_finds_no_error(self):
        user = ["--allow-root"] if os.geteuid() == 0 else []
        said = subprocess.run(["lintian", *user, "--fail-on", "error", self.package], capture_output=True, text=True)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)
        self.assertNotIn("E: ", said.stdout)

    def test_2_installs_with_what_it_depends_on(self):
        shutil.copy(self.package, self.root.path / "waymark.deb")
        self.root.run("apt-get", "update")
        self.root.run("apt-get", "install", "-y", "--no-install-recommends", "/waymark.deb")
        self.root.keep_archives()
        self.assertRegex(self.root.run("waymark", "--version"), r"^waymark \d")
        self.assertEqual(self.root.run("stat", "-c", "%a %U %G", "/var/spool/waymark/inbox"),
                         "2770 waymark waymark-inbox\n")
        self.assertIn("waymark-inbox", self.root.run("id", "-Gn", "waymark"))
        self.assertEqual(self.root.run("dpkg", "--audit"), "")

    def test_3_the_starter_and_the_examples_check(self):
        self.assertIn("no mistakes", self.root.run("waymark", "check"))
        for example in ("demo", "rossendale"):
            file = f"/usr/share/doc/waymark/examples/{example}/waymark.toml"
            self.assertIn("no mistakes", self.root.run("waymark", "check", "--config.file", file))

    def test_3_a_source_names_the_package_that_it_lacks(self):
        configuration = self.root.path / "etc/waymark/with-sources.toml"
        configuration.write_text((configuration.parent / "waymark.toml").read_text() + """
[[source]]
name = "finance"
driver = "postgresql"
database = "finance"
user = "waymark"

[[source]]
name = "people"
driver = "odbc"
odbc_driver = "MariaDB Unicode"
""")
        said = self.root.run("sh", "-c", "waymark check --connect --config.file /etc/waymark/with-sources.toml; true")
        configuration.unlink()
        for source, library, package in (("finance: PostgreSQL's client library", "libpq.so.5", "libpq5"),
                                         ("people: unixODBC's driver manager", "libodbc.so.2", "libodbc2")):
            self.assertIn(f"{source} {library} is not here: install the package {package}", said)

    def test_4_it_serves_what_is_dropped(self):
        self.root.run("install", "-d", "-o", "waymark", "-g", "waymark", "/var/lib/waymark")
        self.root.run("useradd", "-m", "-G", "waymark-inbox", "deliverer")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        daemon = subprocess.Popen(
            self.root.command("setpriv", "--reuid=waymark", "--regid=waymark", "--init-groups", "waymark", "serve",
                              "--web.listen-address", f"127.0.0.1:{port}"),
            stderr=subprocess.PIPE, text=True, start_new_session=True)
        try:
            self.until(lambda: self.get(port, "/-/ready"), "the daemon is ready", daemon)
            self.root.run("runuser", "-u", "deliverer", "--", "sh", "-c",
                          "umask 007; cat > /var/spool/waymark/inbox/.q1.csv && "
                          "mv /var/spool/waymark/inbox/.q1.csv /var/spool/waymark/inbox/q1.csv", input=CSV)
            self.until(lambda: f"{VALUE} 0.082\n" in (self.get(port, "/metrics") or ""), "the figure", daemon)
        finally:
            os.killpg(daemon.pid, signal.SIGTERM)
            said = daemon.communicate(timeout=LIMIT)[1]
        self.assertIn("stopped", said)
        self.assertEqual(self.root.run("ls", "/var/spool/waymark/inbox/done"), "q1.csv\n")

    def until(self, condition, what, daemon):
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            if daemon.poll() is not None:
                self.fail(f"the daemon ended: {daemon.stderr.read()}")
            if condition():
                return
            time.sleep(0.05)
        self.fail(f"not within {LIMIT} s: {what}")

    @staticmethod
    def get(port, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=LIMIT) as answer:
                return answer.read().decode()
        except OSError:
            return None

    def test_5_manual_completion_units_and_dashboards_are_there(self):
        pages = sorted(self.root.path.glob("usr/share/man/man1/waymark*.1.gz"))
        helped = self.root.run("waymark", "--help")
        commands = re.findall(r"(?m)^  (\w+)  ", helped.split("Subcommands:")[1])
        self.assertGreater(len(commands), 8)
        for command in commands:
            self.assertIn(f"waymark-{command}.1.gz", [page.name for page in pages])
        for page in pages:
            with tempfile.NamedTemporaryFile(suffix=".1") as text:
                text.write(gzip.decompress(page.read_bytes()))
                text.flush()
                must("mandoc", "-T", "lint", "-W", "error", text.name)
        completion = self.root.path / "usr/share/bash-completion/completions/waymark"
        script = (f'source "{completion}"; COMP_WORDS=(waymark ledger ba); COMP_CWORD=2; _waymark; echo "${{COMPREPLY[@]}}"; '
                  'COMP_WORDS=(waymark serve --log.format j); COMP_CWORD=3; _waymark; echo "${COMPREPLY[@]}"')
        self.assertEqual(must("bash", "-c", script, cwd=self.root.path / "mnt"), "backup\njson\n")
        for file in ("lib/systemd/system/waymark.service", "lib/systemd/system/waymark.socket",
                     "usr/share/waymark/bank-holidays-england.txt", "usr/share/doc/waymark/operations.md",
                     "usr/share/doc/waymark/changelog.Debian.gz"):
            self.assertTrue((self.root.path / file).is_file(), file)
        for folder in ("grafana", "prometheus", "provisioning"):
            if (KEPT.parents[1] / "dashboards" / folder).is_dir():
                self.assertTrue(any((self.root.path / "usr/share/waymark/dashboards" / folder).iterdir()), folder)

    def test_6_upgrades_and_keeps_what_was_changed(self):
        plan = self.root.path / "etc/waymark/plan.toml"
        plan.write_text(plan.read_text().replace("Productivity plan", "Our plan"))
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(upgraded(self.package, folder), self.root.path / "later.deb")
        self.root.run("apt-get", "install", "-y", "--no-install-recommends", "/later.deb")
        self.assertIn("99.0-1", self.root.run("dpkg-query", "-W", "waymark"))
        self.assertIn("Our plan", plan.read_text())
        self.assertIn("8.2", self.root.run("waymark", "explain", "agency_spend_share", "--period", "2026/27 Q1"))
        self.root.run("waymark", "ledger", "check")

    def test_7_removes_and_keeps_configuration_and_figures(self):
        self.root.run("apt-get", "remove", "-y", "waymark")
        self.assertFalse((self.root.path / "usr/bin/waymark").exists())
        self.assertTrue((self.root.path / "etc/waymark/waymark.toml").exists())
        self.assertTrue((self.root.path / "var/lib/waymark/ledger.db").exists())

    def test_8_purges_all_but_figures(self):
        said = self.root.run("apt-get", "purge", "-y", "waymark")
        self.assertIn("waymark: /var/lib/waymark is kept", said)
        self.assertFalse((self.root.path / "etc/waymark").exists())
        self.assertFalse((self.root.path / "etc/default/waymark").exists())
        self.assertTrue((self.root.path / "var/lib/waymark/ledger.db").exists())
        self.assertEqual(self.root.run("sh", "-c", "dpkg-query -W waymark 2>/dev/null || true"), "")


if __name__ == "__main__":
    if os.geteuid() != 0:
        skip("it installs into a chroot, which needs root")
    for tool in ("debootstrap", "lintian", "mandoc", "dpkg-deb", "unshare"):
        if not shutil.which(tool):
            skip(f"{tool} is not installed")
    if sys.argv[1] == "--prepare":
        Root()
        sys.exit(0)
    Package.package = Path(sys.argv[1]).resolve()
    unittest.main(argv=sys.argv[:1], verbosity=2, failfast=True)
