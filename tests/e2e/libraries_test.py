#!/usr/bin/env python3
"""Libraries that only some use are loaded when they are used; where one fails, that alone fails."""

import os
import re
import subprocess
import sys
import unittest

from support import PROGRAM, Daemon, Workspace, until

ON_FIRST_USE = {"libpq.so.5": "libpq5", "libodbc.so.2": "libodbc2", "libcurl.so.4": "libcurl4",
                "libsystemd.so.0": "libsystemd0"}


def environment(**more):
    """As where systemd did not start the program."""
    of_systemd = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "LISTEN_FDS")
    return {**{name: value for name, value in os.environ.items() if name not in of_systemd}, **more}


def cannot_be_used(soname):
    return rf"{re.escape(soname)} cannot be used \([^)]*file too short\): install the package {ON_FIRST_USE[soname]} again"


class Broken(Workspace):
    """An example where all of these libraries are broken files, which is found before the real ones."""

    def __init__(self):
        super().__init__("rossendale")
        for soname in ON_FIRST_USE:
            (self.folder / soname).write_bytes(b"")
        self.environment = environment(LD_LIBRARY_PATH=str(self.folder))

    def add(self, text):
        with self.config.open("a") as configuration:
            configuration.write(text)


class Libraries(unittest.TestCase):
    def test_none_is_loaded_with_the_program(self):
        said = subprocess.run(["ldd", PROGRAM], check=True, capture_output=True, text=True).stdout
        self.assertIn("libsqlite3.so.0", said)
        for soname in ON_FIRST_USE:
            self.assertNotIn(soname, said)

    def test_a_daemon_that_needs_none_maps_none(self):
        with Workspace("rossendale") as space, Daemon(space.config, environment=environment()) as daemon:
            with open(f"/proc/{daemon.process.pid}/maps") as maps:
                mapped = maps.read()
        for soname in ON_FIRST_USE:
            self.assertNotIn(soname, mapped)

    def test_check_connect_says_which_source_lacks_what(self):
        with Broken() as space:
            space.add('\n[[source]]\nname = "finance"\ndriver = "postgresql"\ndatabase = "d"\nuser = "u"\n'
                      '[[source]]\nname = "people"\ndriver = "odbc"\nodbc_driver = "x"\n')
            said = space.waymark("check --connect", env=space.environment, expect=1)
            self.assertRegex(said, "finance: PostgreSQL's client library " + cannot_be_used("libpq.so.5"))
            self.assertRegex(said, "people: unixODBC's driver manager " + cannot_be_used("libodbc.so.2"))

    def test_remote_write_waits_and_all_else_goes_on(self):
        with Broken() as space:
            space.add('\n[remote_write]\nurl = "http://127.0.0.1:1/"\n')
            with Daemon(space.config, environment=space.environment) as daemon:
                until(lambda: daemon.metric("waymark_remote_write_up") == 0, "remote write has failed")
                self.assertGreater(daemon.metric("waymark_remote_write_waiting_samples"), 0)
                self.assertRegex(daemon.output(), "samples wait: the HTTP client " + cannot_be_used("libcurl.so.4"))
                self.assertEqual(daemon.stop(), 0)

    def test_without_systemds_library_one_warning_where_systemd_is(self):
        with Broken() as space:
            self.assertEqual(self.warnings(space, {}), [])
            warnings = self.warnings(space, {"NOTIFY_SOCKET": str(space.folder / "nobody")})
            self.assertEqual(len(warnings), 1, warnings)
            self.assertRegex(warnings[0], "systemd's library " + cannot_be_used("libsystemd.so.0"))

    def warnings(self, space, more):
        with Daemon(space.config, environment={**space.environment, **more}) as daemon:
            self.assertEqual(daemon.stop(), 0)
            return [line for line in daemon.output().splitlines() if "systemd" in line]


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
