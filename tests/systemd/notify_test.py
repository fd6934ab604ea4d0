#!/usr/bin/env python3
"""What the daemon says on a notification socket, its watchdog, `waymark reload`, and sockets it is passed."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from support import LIMIT, PROGRAM, Daemon, Workspace, run, until


class Manager:
    """Listens as systemd does."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="waymark-notify-")
        path = Path(self.folder.name)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path / "notify"))
        self.socket.settimeout(LIMIT)
        self.runtime = path / "run"
        self.runtime.mkdir()
        self.environment = dict(os.environ, NOTIFY_SOCKET=str(path / "notify"), RUNTIME_DIRECTORY=str(self.runtime))

    def message(self):
        return self.socket.recv(4096).decode()

    def until(self, wanted):
        """Messages up to the one wanted, without it."""
        before = []
        while (message := self.message()) != wanted:
            before.append(message)
        return before

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.folder.cleanup()


class Notify(unittest.TestCase):
    def test_ready_reloading_and_stopping(self):
        with Workspace("rossendale") as space, Manager() as manager:
            with Daemon(space.config, environment=manager.environment) as daemon:
                self.assertEqual(manager.until("READY=1"), ["STATUS="])

                before = time.monotonic_ns() // 1000
                daemon.process.send_signal(signal.SIGHUP)
                reloading = re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=(\d+)", manager.message())
                self.assertTrue(before <= int(reloading.group(1)) <= time.monotonic_ns() // 1000)
                self.assertEqual(manager.until("READY=1"), ["STATUS="])

                space.config.write_text("[[")
                daemon.process.send_signal(signal.SIGHUP)
                self.assertTrue(manager.message().startswith("RELOADING=1\n"))
                self.assertEqual(manager.until("READY=1"),
                                 ["STATUS=configuration refused, the last good one is in force; see the log"])

                self.assertEqual(daemon.stop(), 0)
                self.assertEqual(manager.message(), "STOPPING=1")

    def test_http_reload_says_so_too(self):
        with Workspace("rossendale") as space, Manager() as manager:
            with Daemon(space.config, "--web.enable-lifecycle", environment=manager.environment) as daemon:
                manager.until("READY=1")
                self.assertEqual(daemon.request("POST", "/-/reload")[0], 200)
                self.assertTrue(manager.message().startswith("RELOADING=1\n"))
                manager.until("READY=1")

    def test_the_watchdog_is_fed_while_the_ledger_thread_moves(self):
        with Workspace("rossendale") as space, Manager() as manager:
            environment = dict(manager.environment, WATCHDOG_USEC="200000")
            with Daemon(space.config, environment=environment) as daemon:
                for _ in range(3):
                    self.assertNotIn("STOPPING=1", manager.until("WATCHDOG=1"))
                self.assertEqual(daemon.stop(), 0)

    def test_without_a_watchdog_none_is_fed(self):
        with Workspace("rossendale") as space, Manager() as manager:
            with Daemon(space.config, environment=manager.environment) as daemon:
                self.assertEqual(daemon.stop(), 0)
                self.assertNotIn("WATCHDOG=1", manager.until("STOPPING=1"))


class Reload(unittest.TestCase):
    def test_it_waits_and_tells_what_is_wrong(self):
        with Workspace("rossendale") as space, Manager() as manager:
            with Daemon(space.config, environment=manager.environment) as daemon:
                pid = daemon.process.pid
                self.assertEqual(run("reload", pid, env=manager.environment), "")
                self.assertIn("configuration reloaded", daemon.output())
                text = space.config.read_text()
                space.config.write_text(text.replace("[ledger]", "[leger]"))
                said = run("reload", pid, env=manager.environment, expect=1)
                self.assertIn('did you mean "ledger"?', said)
                space.config.write_text(text)
                run("reload", pid, env=manager.environment)

    def test_settings_that_need_a_restart_are_named(self):
        with Workspace("rossendale") as space, Manager() as manager:
            with Daemon(space.config, environment=manager.environment) as daemon:
                text = space.config.read_text()
                path = re.search(r'^path = .*$', text, re.MULTILINE).group()
                space.config.write_text(text.replace(path, 'path = "other.db"', 1))
                said = run("reload", daemon.process.pid, env=manager.environment, expect=1)
                self.assertIn("[ledger] path changed: it is taken when the daemon starts; restart it", said)

    def test_the_answer_is_of_a_reload_that_began_after_it_was_asked_for(self):
        with Workspace("rossendale") as space, Manager() as manager:
            environment = {name: value for name, value in manager.environment.items() if name != "NOTIFY_SOCKET"}
            with Daemon(space.config, environment=environment) as daemon:
                text = space.config.read_text()
                for _ in range(5):
                    space.config.write_text("[[")
                    for _ in range(20):
                        daemon.process.send_signal(signal.SIGHUP)
                    space.config.write_text(text)
                    run("reload", daemon.process.pid, env=environment)

    def test_it_needs_the_service(self):
        environment = {name: value for name, value in os.environ.items() if name != "RUNTIME_DIRECTORY"}
        self.assertIn("systemctl reload waymark", run("reload", 1, env=environment, expect=2))
        with tempfile.TemporaryDirectory() as empty:
            said = run("reload", os.getpid(), env=dict(environment, RUNTIME_DIRECTORY=empty), expect=1)
            self.assertIn("is it running", said)


class SocketActivation(unittest.TestCase):
    """The sockets are numbers from 3 on, and LISTEN_PID is the daemon's own: a shell sets it and becomes it."""

    def start(self, config, descriptor, *arguments):
        script = 'exec 3<&"$1"; shift; export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@"'
        return subprocess.Popen(
            ["bash", "-c", script, "bash", str(descriptor), PROGRAM, "serve", "--config.file", str(config), *arguments],
            pass_fds=[descriptor], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def test_it_serves_on_the_socket_that_it_is_passed(self):
        with Workspace("rossendale") as space, socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            port = listening.getsockname()[1]
            # The address of the configuration is taken: it must not be used.
            daemon = self.start(space.config, listening.fileno(), "--web.listen-address", "192.0.2.1:1")
            try:
                def healthy():
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
                    connection.request("GET", "/-/healthy")
                    status = connection.getresponse().status
                    connection.close()
                    return status == 200
                until(healthy, "an answer on the socket")
            finally:
                daemon.terminate()
                said = daemon.communicate(timeout=LIMIT)[1]
            self.assertEqual(daemon.returncode, 0, said)
            self.assertIn(f"http://127.0.0.1:{port}/", said)

    def refused(self, listening):
        with Workspace("rossendale") as space:
            daemon = self.start(space.config, listening.fileno())
            said = daemon.communicate(timeout=LIMIT)[1]
            self.assertEqual(daemon.returncode, 1, said)
            return said

    def test_a_socket_open_to_others_needs_security_too(self):
        with socket.socket() as listening:
            listening.bind(("0.0.0.0", 0))
            listening.listen()
            self.assertIn("--web.allow-open", self.refused(listening))

    def test_another_kind_of_socket_is_refused(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.bind(("127.0.0.1", 0))
            self.assertIn("is no TCP socket that listens; see ListenStream=", self.refused(datagrams))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
