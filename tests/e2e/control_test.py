#!/usr/bin/env python3
"""Commands beside a running daemon: handed over at its socket, answered as without one. Whatever else comes there
does no harm."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import unittest
from contextlib import closing
from pathlib import Path

from support import HEAD, LIMIT, PROGRAM, ROOT, Daemon, Workspace, run, until

# Once a year, so that only who is asked takes the files.
COLLECTOR = """[[collector]]
name = "{0}"
type = "csv"
path = "{0}"
layout = "long"
settle = "{1}"
cron = "0 0 29 2 *"
max_bad_rows = 1
[collector.columns]
indicator = "Indicator"
period = "Period"
value = "Value"
"""
CSV = "Indicator,Period,Value\nagency_spend_share,2025/26 Q{},{}\n"
VALUE = 'kpi_value{authority="E10999999",indicator="agency_spend_share",scope="",unit="ratio"}'
NOBODY = 65534
PYTHON = "/usr/bin/python3"  # which nobody may run, too


def council(*collectors, settle="0s", parent=None):
    space = Workspace()
    if parent:
        space.folder = space.folder / parent
        space.folder.mkdir(parents=True)
        space.config = space.folder / "waymark.toml"
    shutil.copy(ROOT / "cmake/debian/plan.toml", space.folder / "plan.toml")
    for name in collectors:
        (space.folder / name).mkdir()
    space.config.write_text(HEAD + "".join(COLLECTOR.format(name, settle) for name in collectors))
    return space


class Test(unittest.TestCase):
    def space(self, *collectors, **options):
        space = council(*collectors, **options)
        self.addCleanup(space.__exit__)
        return space

    def daemon(self, space, *arguments):
        daemon = Daemon(space.config, *arguments)
        self.addCleanup(daemon.__exit__)
        return daemon

    @staticmethod
    def collect(space, *arguments):
        """Exit code, output, complaints; the same wherever the folder is."""
        done = subprocess.run([PROGRAM, "collect", *arguments, "--config.file", space.config], capture_output=True,
                              timeout=LIMIT, cwd=space.folder)
        here = bytes(space.folder)
        return done.returncode, done.stdout.replace(here, b"HERE"), done.stderr.replace(here, b"HERE")

    @staticmethod
    def socket_of(space):
        return next((space.folder / "state").glob(".waymark-*.sock"), None)


class Collect(Test):
    def both(self, act, *collectors, **options):
        """What the commands of `act` say without a daemon and beside one, which must be the same."""
        alone = self.space(*collectors, **options)
        without = act(alone)
        beside = self.space(*collectors, **options)
        daemon = self.daemon(beside)
        with_daemon = act(beside)
        self.assertIn("info command command=collect", daemon.output())
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(without, with_daemon)
        return with_daemon, daemon

    def test_the_answer_is_that_of_the_command_alone(self):
        def act(space):
            (space.folder / "first/a.csv").write_text(CSV.format(3, "8.5"))
            os.utime(space.folder / "first/a.csv", (1, 1))
            (space.folder / "first/bad.csv").write_text(CSV.format(4, "8.5") + "x,y,z\nagency_spend_share,2025/26 Q5,1\n")
            (space.folder / os.fsdecode(b"second/\xe9\n.csv")).write_text(CSV.format(4, "8.4"))
            (space.folder / "second/empty.csv").touch()
            said = [self.collect(space, "--now")]
            said.append(self.collect(space, "first", "--now"))
            said.append(self.collect(space, "--json", "--again"))
            said.append(self.collect(space, "--reinstate", "first/done/a.csv", "--json"))
            said.append(self.collect(space, "third"))
            return said

        said, _ = self.both(act, "first", "second")
        self.assertEqual([code for code, _, _ in said], [1, 0, 0, 0, 2], said)
        self.assertIn(rb"second: \xE9\n.csv: 1 new", said[0][1])
        self.assertIn(b"bad.csv: quarantined: 2 of 3 rows rejected", said[0][2])
        self.assertEqual(json.loads(said[3][1])[0]["inputs"][0]["rows"]["unchanged"], 1)

    def test_rejected_rows_are_answered_with_1(self):
        def act(space):
            (space.folder / "first/a.csv").write_text(CSV.format(3, "8.5") + "unknown,2025/26 Q3,1\n")
            return [self.collect(space, "--now"), self.collect(space, "--now")]

        said, _ = self.both(act, "first")
        self.assertEqual([code for code, _, _ in said], [1, 0])
        self.assertEqual(said[0][1], b"first: a.csv: 1 new, 1 rejected\n    1 of 2 rows rejected\n")

    def test_files_are_watched_until_they_are_complete(self):
        space = self.space("first", "second", settle="1s")
        self.daemon(space)
        for name in ("first", "second"):
            (space.folder / name / "a.csv").write_text(CSV.format(3, "8.5"))
        began = time.monotonic()
        code, out, _ = self.collect(space)
        self.assertEqual((code, out.count(b": a.csv: ")), (0, 2), out)
        self.assertLess(time.monotonic() - began, 1.9, "all are watched together")

    def test_what_was_recorded_is_shown_when_the_command_returns(self):
        space = self.space("first")
        daemon = self.daemon(space)
        for value in ("8.5", "8.6", "8.7"):
            (space.folder / "first/a.csv").write_text(CSV.format(4, value))
            self.assertEqual(self.collect(space, "--now")[0], 0)
            self.assertAlmostEqual(daemon.metric(VALUE), float(value) / 100)

    def test_other_settings_than_the_daemons_are_refused_until_it_reloads(self):
        space = self.space("first")
        daemon = self.daemon(space, "--web.enable-lifecycle")
        (space.folder / "first/a.csv").write_text(CSV.format(3, "8.5"))
        space.config.write_text(space.config.read_text().replace("max_bad_rows = 1", "max_bad_rows = 2"))
        code, _, err = self.collect(space, "--now")
        self.assertEqual(code, 1)
        self.assertIn(b"the running daemon has another collector first", err)
        self.assertIn(b"reload it first", err)
        self.assertEqual(daemon.request("POST", "/-/reload")[0], 200)
        self.assertEqual(self.collect(space, "--now")[:2], (0, b"first: a.csv: 1 new\n"))

    def test_a_daemon_of_another_ledger_is_not_taken_for_this_one(self):
        space, other = self.space("first"), self.space("first")
        self.daemon(space)
        (other.folder / "state").mkdir()
        self.assertEqual(self.collect(other, "--now")[0], 0)
        ledger = (other.folder / "state/ledger.db").stat()
        name = f".waymark-{ledger.st_dev:x}-{ledger.st_ino}.sock"
        self.assertFalse((other.folder / "state" / name).exists())
        # The other's ledger at this path: the socket that is there is not its own.
        os.rename(other.folder / "state/ledger.db", space.folder / "state/other.db")
        space.config.write_text(space.config.read_text().replace("ledger.db", "other.db"))
        (space.folder / "first/a.csv").write_text(CSV.format(3, "8.5"))
        self.assertEqual(self.collect(space, "--now")[:2], (0, b"first: a.csv: 1 new\n"))
        self.assertTrue((space.folder / f"state/.waymark-{ledger.st_dev:x}-{ledger.st_ino}.lock").exists())

    def test_the_daemon_stops_while_a_run_is_waited_for(self):
        space = self.space("first", settle="30s")
        daemon = self.daemon(space)
        (space.folder / "first/a.csv").write_text(CSV.format(3, "8.5"))
        with subprocess.Popen([PROGRAM, "collect", "--config.file", space.config], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as command:
            until(lambda: "command=collect" in daemon.output(), "the daemon has it")
            began = time.monotonic()
            self.assertEqual(daemon.stop(), 0)
            out, err = command.communicate(timeout=LIMIT)
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual((command.returncode, out), (1, b""))
        self.assertEqual(err, b"the daemon is stopping\n")
        self.assertIsNone(self.socket_of(space))
        self.assertEqual(self.collect(space, "--now")[:2], (0, b"first: a.csv: 1 new\n"))

    def test_a_command_that_is_given_up_before_its_run_has_begun_records_nothing(self):
        space = self.space("first", settle="2s")
        daemon = self.daemon(space)
        (space.folder / "first/a.csv").write_text(CSV.format(4, "8.5"))
        with subprocess.Popen([PROGRAM, "collect", "--config.file", space.config]) as command:
            until(lambda: "command=collect" in daemon.output(), "the daemon has it")
            command.send_signal(signal.SIGINT)
            command.wait(LIMIT)
        time.sleep(3)
        self.assertTrue((space.folder / "first/a.csv").exists())
        self.assertEqual(self.collect(space, "--now")[:2], (0, b"first: a.csv: 1 new\n"))

    def test_a_command_that_is_given_up_during_its_run_leaves_it_to_the_daemon(self):
        space = self.space("first", "second")
        daemon = self.daemon(space)
        (space.folder / "first/a.csv").write_text(CSV.format(4, "8.5") + "\n" * 30_000_000)
        (space.folder / "second/a.csv").write_text(CSV.format(4, "8.5"))
        with subprocess.Popen([PROGRAM, "collect", "--now", "--config.file", space.config]) as command:
            until(lambda: daemon.json("/api/v1/collectors")["collectors"][0]["running"], "the run has begun")
            command.send_signal(signal.SIGINT)
            command.wait(LIMIT)
        until(lambda: (space.folder / "first/done/a.csv").exists(), "the run has ended")
        self.assertTrue((space.folder / "second/a.csv").exists(), "no other one begins")

    def test_after_a_kill_the_socket_that_is_left_is_nobodys_and_is_replaced(self):
        space = self.space("first")
        self.daemon(space).stop(signal.SIGKILL)
        left = self.socket_of(space)
        self.assertTrue(stat.S_ISSOCK(left.lstat().st_mode))
        (space.folder / "first/a.csv").write_text(CSV.format(3, "8.5"))
        self.assertEqual(self.collect(space, "--now")[:2], (0, b"first: a.csv: 1 new\n"))
        daemon = self.daemon(space)
        self.assertEqual(self.collect(space, "--now")[:2], (0, b"first: no files to read\n"))
        self.assertIn("command=collect", daemon.output())

    def test_a_folder_whose_name_is_too_long_for_a_socket(self):
        space = self.space("first", parent="a" * 100 + "/" + "b" * 100)
        daemon = self.daemon(space)
        (space.folder / "first/a.csv").write_text(CSV.format(3, "8.5"))
        self.assertEqual(self.collect(space, "--now")[:2], (0, b"first: a.csv: 1 new\n"))
        self.assertIn("command=collect", daemon.output())
        self.assertEqual(daemon.stop(), 0)
        self.assertIsNone(self.socket_of(space))

    def test_by_another_name_of_the_ledger(self):
        space = self.space("first")
        daemon = self.daemon(space)
        (space.folder / "elsewhere").mkdir()
        (space.folder / "elsewhere/link.db").symlink_to(space.folder / "state/ledger.db")
        space.config.write_text(space.config.read_text().replace("state/ledger.db", "elsewhere/link.db"))
        self.assertEqual(self.collect(space, "--now")[:2], (0, b"first: no files to read\n"))
        self.assertIn("command=collect", daemon.output())

    def test_what_is_in_the_sockets_place_is_not_removed_unless_it_is_a_socket(self):
        space = self.space("first")
        self.daemon(space).stop()
        lock = next((space.folder / "state").glob(".waymark-*.lock"))
        lock.with_suffix(".sock").write_text("mine")
        daemon = self.daemon(space)
        self.assertIn("something else than a socket is there", daemon.output())
        self.assertEqual(lock.with_suffix(".sock").read_text(), "mine")
        self.assertEqual(daemon.get("/-/healthy")[0], 200)


class Hostile(Test):
    def setUp(self):
        self.council = self.space("first")
        self.served = self.daemon(self.council)

    def connect(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(LIMIT)
        connection.connect(str(self.socket_of(self.council)))
        return connection

    def ask(self, data, end=True):
        with self.connect() as connection:
            try:
                connection.sendall(data)
                if end:
                    connection.shutdown(socket.SHUT_WR)
            except BrokenPipeError:
                pass
            answer = b""
            try:
                while piece := connection.recv(65536):
                    answer += piece
            except ConnectionResetError:  # what was sent has not been read to its end
                pass
        return [json.loads(line) for line in answer.splitlines()]

    def refused(self, data, why, end=True):
        answer = self.ask(data, end)
        self.assertEqual(len(answer), 1, answer)
        self.assertEqual(answer[0]["exit"], 1)
        self.assertIn(why, answer[0]["problem"])

    def test_requests_that_are_not_understood(self):
        not_understood = "the request is not understood"
        for data in (b"", b"\n", b"{\n", b"[]\n", b"\xff\xfe\n", b"[" * 60000 + b"\n", b"GET / HTTP/1.1\r\n",
                     b'{"waymark": 1}\n', b'{"waymark": 1, "command": 7}\n',
                     b'{"waymark": 1, "command": "collect"}\n',
                     b'{"waymark": 1, "command": "collect", "arguments": 7}\n',
                     b'{"waymark": 1, "command": "collect", "arguments": {"collectors": [{}], "settle": true}}\n',
                     b'{"waymark": 1, "command": "collect", "arguments": {"collectors": [], "settle": true, '
                     b'"intent": "destroy", "file": ""}}\n'):
            with self.subTest(data[:80]):
                self.refused(data, not_understood)
        self.refused(b"x" * 70000, "the line is too long", end=False)
        self.refused(b'{"waymark": 2, "command": "collect"}\n', "another version of the program")
        self.refused(b'{"waymark": 1, "command": "rm\\u001b -rf"}\n', r'no command "rm\x1B -rf"')
        self.refused(b'{"waymark": 1, "command": "remote-write resend", "arguments": {"queue": "/etc/passwd"}}\n',
                     "[remote_write] is not as the daemon has it")
        self.assertEqual(self.served.get("/-/healthy")[0], 200)
        self.assertEqual(self.collect(self.council, "--now")[0], 0)

    def test_who_says_nothing_is_cut_off_and_others_are_turned_away_meanwhile(self):
        silent = [self.connect() for _ in range(8)]
        self.addCleanup(lambda: [connection.close() for connection in silent])
        answer = until(lambda: self.ask(b""), "an answer")
        self.assertIn("busy", answer[0]["problem"])
        code, _, err = self.collect(self.council, "--now")
        self.assertEqual((code, b"busy" in err), (1, True))
        began = time.monotonic()
        for connection in silent:
            self.assertIn(b"it did not come in time", connection.recv(65536))
        self.assertLess(time.monotonic() - began, 15)
        until(lambda: self.collect(self.council, "--now")[0] == 0, "a free place")

    def test_stopping_does_not_wait_for_who_says_nothing(self):
        with closing(self.connect()):
            time.sleep(0.1)
            began = time.monotonic()
            self.assertEqual(self.served.stop(), 0)
            self.assertLess(time.monotonic() - began, 4)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become somebody else")
    def test_only_the_own_user_root_and_the_group_may_ask(self):
        path = self.socket_of(self.council)
        self.assertEqual(stat.S_IMODE(path.lstat().st_mode), 0o660)
        os.chmod(self.council.folder, 0o755)
        os.chmod(path.parent, 0o755)

        def as_user(uid, groups, group):
            return subprocess.run(
                [PYTHON, "-c", "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
                 "s.settimeout(30); print(s.recv(4096).decode())", path],
                capture_output=True, text=True, timeout=LIMIT, user=uid, group=group, extra_groups=groups)

        self.assertIn("PermissionError", as_user(NOBODY, [], NOBODY).stderr)
        self.assertIn("did not come in time", as_user(NOBODY, [0], NOBODY).stdout)
        self.assertIn("did not come in time", as_user(NOBODY, [], 0).stdout)
        os.chmod(path, 0o666)  # whatever became of its mode
        self.assertIn("this user may not ask", as_user(NOBODY, [], NOBODY).stdout)
        self.assertIn(f"command refused user={NOBODY}", self.served.output())


class NotTheOwner(Test):
    @unittest.skipUnless(os.geteuid() == 0, "needs root to become somebody else")
    def test_what_somebody_else_listens_at_is_not_trusted(self):
        space = self.space("first")
        self.assertEqual(self.collect(space, "--now")[0], 0)
        ledger = (space.folder / "state/ledger.db").stat()
        place = space.folder / "state" / f".waymark-{ledger.st_dev:x}-{ledger.st_ino}.sock"
        os.chmod(space.folder, 0o777)
        os.chmod(place.parent, 0o777)
        listener = subprocess.Popen(
            [PYTHON, "-c", "import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]);"
             "s.listen(); print('there', flush=True); s.accept()[0].recv(1)", place], stdout=subprocess.PIPE,
            user=NOBODY, group=NOBODY)
        self.addCleanup(lambda: (listener.kill(), listener.wait(), listener.stdout.close()))
        listener.stdout.readline()
        code, _, err = self.collect(space, "--now")
        self.assertEqual(code, 1)
        self.assertIn(f"user {NOBODY} listens there, to whom the ledger does not belong".encode(), err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
