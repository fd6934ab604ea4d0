#!/usr/bin/env python3
"""The daemon writes to real receivers: Prometheus with and without an out-of-order window, VictoriaMetrics, TLS."""

import http.server
import json
import shutil
import ssl
import subprocess
import threading
import unittest

import history_data
from history_test import Server, fetch
from support import Daemon, Workspace, until

FIRST_YEAR = 2022
INDICATORS, SCOPES, MONTHS = 6, 5, 12
FIRST = 1651363199  # the end of its first month
FIGURES = INDICATORS * SCOPES * MONTHS
# Of commitments with a direction, which are two of three.
EXPECTED = INDICATORS * 2 // 3 * MONTHS

SELF_SCRAPE = """
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: self
    static_configs: [{ targets: ["127.0.0.1:%d"] }]
"""
WINDOW = """
storage: { tsdb: { out_of_order_time_window: 20y } }
"""


class Council(Workspace):
    """A collected council whose daemon writes to `url`."""

    def __init__(self, url, more=""):
        super().__init__()
        self.council = self.folder / "council"
        self.config = history_data.write(self.council, INDICATORS, SCOPES, FIRST_YEAR, MONTHS)
        with self.config.open("a") as configuration:
            configuration.write(f'\n[remote_write]\nurl = "{url}"\n{more}\n')
        self.waymark("collect --now")

    def held(self):
        copy = self.folder / "copy.db"
        copy.unlink(missing_ok=True)
        self.waymark(f"ledger backup {copy}")
        return history_data.ledger(copy)


def samples(daemon, outcome):
    return daemon.metric(f'waymark_remote_write_samples_total{{outcome="{outcome}"}}')


def settled(daemon, outcome, number):
    until(lambda: samples(daemon, outcome) == number, f"{number} samples {outcome}")
    until(lambda: daemon.metric("waymark_remote_write_waiting_samples") == 0, "nothing waits")


class Prometheus(Server):
    def __init__(self, folder, configuration):
        (folder / "prometheus.yml").write_text("")
        super().__init__("prometheus", f"--config.file={folder}/prometheus.yml",
                         f"--storage.tsdb.path={folder}/tsdb", "--storage.tsdb.retention.time=100y",
                         "--web.enable-remote-write-receiver", "--web.enable-lifecycle",
                         "--web.listen-address=127.0.0.1:PORT", ready="/-/ready")
        # It scrapes itself, so that its newest sample is of now, as in any real one.
        (folder / "prometheus.yml").write_text(SELF_SCRAPE % self.port + configuration)
        fetch(self.at("/-/reload"), data=b"")
        until(lambda: self.values('up{job="self"}'), "Prometheus scrapes itself")

    def query(self, query):
        return fetch(self.at("/api/v1/query", query=query))

    def values(self, query):
        return [series["value"][1] for series in json.loads(self.query(query))["data"]["result"]]


class RemoteWrite(unittest.TestCase):
    def correct(self, council, daemon, before):
        """A correction arrives while the daemon runs, and goes out under the next vintage."""
        history_data.revise(council.council, FIRST_YEAR)
        settled(daemon, "sent", before + 1)

    @unittest.skipUnless(shutil.which("prometheus"), "prometheus is not installed")
    def test_prometheus_with_a_window_takes_all_and_keeps_what_was_published(self):
        with Workspace() as space, Prometheus(space.folder, WINDOW) as prometheus:
            with Council(prometheus.at("/api/v1/write").rstrip("?")) as council:
                first = council.held()
                with Daemon(council.config) as daemon:
                    settled(daemon, "sent", FIGURES + EXPECTED)
                    answer = prometheus.query('kpi_period_value{vintage="0"}[20y]')
                    self.assertEqual(history_data.from_prometheus(answer), first)
                    self.assertEqual(len(first), FIGURES)
                    self.correct(council, daemon, FIGURES + EXPECTED)
                    self.assertEqual(daemon.metric("waymark_remote_write_up"), 1)
                again = history_data.from_prometheus(prometheus.query('kpi_period_value{vintage="0"}[20y]'))
                self.assertEqual(again, first)
                corrected = history_data.from_prometheus(prometheus.query('kpi_period_value{vintage="1"}[20y]'))
                self.assertEqual(corrected, {("i1", "s1", FIRST): council.held()["i1", "s1", FIRST]})
                # A restart sends nothing twice.
                with Daemon(council.config) as daemon:
                    until(lambda: daemon.metric("waymark_remote_write_waiting_samples") == 0, "nothing waits")
                    self.assertEqual(samples(daemon, "sent"), 0)

    @unittest.skipUnless(shutil.which("prometheus"), "prometheus is not installed")
    def test_prometheus_without_a_window_refuses_and_the_daemon_goes_on(self):
        with Workspace() as space, Prometheus(space.folder, "") as prometheus:
            with Council(prometheus.at("/api/v1/write").rstrip("?")) as council, Daemon(council.config) as daemon:
                settled(daemon, "refused", FIGURES + EXPECTED)
                self.assertEqual(samples(daemon, "sent"), 0)
                self.assertEqual(daemon.get("/-/ready")[0], 200)
                self.assertIn("the receiver refused samples for good: 400: out of bounds", daemon.output())

    @unittest.skipUnless(shutil.which("victoria-metrics"), "victoria-metrics is not installed")
    def test_victoria_metrics_takes_all(self):
        with Workspace() as space, Server(
                "victoria-metrics", f"-storageDataPath={space.folder}/victoria", "-httpListenAddr=127.0.0.1:PORT",
                "-retentionPeriod=100y", "-memory.allowedBytes=64MB", ready="/health") as server:
            with Council(server.at("/api/v1/write").rstrip("?"), "since = 2022-07-01") as council:
                first = {key: value for key, value in council.held().items() if key[2] > 1656633600}
                with Daemon(council.config) as daemon:
                    settled(daemon, "sent", (FIGURES + EXPECTED) * 9 // 12)
                fetch(server.at("/internal/force_flush"))
                answer = fetch(server.at("/api/v1/export", **{"match[]": 'kpi_period_value{vintage="0"}'}))
                self.assertEqual(history_data.from_victoria(answer), first)

    def test_tls_needs_the_right_authority(self):
        with Workspace() as space:
            key, certificate = space.folder / "key.pem", space.folder / "certificate.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                            "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                            "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
            got = []

            class Receiver(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    got.append(self.rfile.read(int(self.headers["Content-Length"])))
                    self.send_response(204)
                    self.end_headers()

                def log_message(self, *_):
                    pass

            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                url = f"https://localhost:{server.server_port}/write"
                with Council(url) as council, Daemon(council.config) as daemon:
                    until(lambda: daemon.metric("waymark_remote_write_up") == 0, "the receiver is not trusted")
                    self.assertEqual(got, [])
                    self.assertIn("SSL certificate problem", daemon.output())
                with Council(url, f'ca_file = "{certificate}"') as council, Daemon(council.config) as daemon:
                    settled(daemon, "sent", FIGURES + EXPECTED)
                self.assertEqual(len(got), MONTHS)
            finally:
                server.shutdown()
                server.server_close()

    def test_mistakes_of_set_up_lose_nothing_and_all_can_be_sent_again(self):
        class Receiver(http.server.BaseHTTPRequestHandler):
            code, count = 404, 0

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                Receiver.count += 1
                self.send_response(Receiver.code)
                body = b"" if Receiver.code == 204 else b"<html>\x1b[31mno\x07" + b"x" * 5000
                if body:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with Council(f"http://127.0.0.1:{server.server_port}/write") as council:
                self.assertIn("nothing has been sent yet", council.waymark("remote-write resend", expect=1))
                with Daemon(council.config) as daemon:
                    until(lambda: daemon.metric("waymark_remote_write_up") == 0, "it is not accepted")
                    self.assertIn("404 (check url: nothing takes samples there)", daemon.output())
                    self.assertFalse(set("\x1b\x07") & set(daemon.output()))
                    for wrong in (401, 403, 308):
                        Receiver.code, before = wrong, Receiver.count
                        until(lambda: Receiver.count > before, f"another request is answered with {wrong}")
                    self.assertEqual((samples(daemon, "refused"), samples(daemon, "given_up")), (0, 0))
                    Receiver.code = 204
                    settled(daemon, "sent", FIGURES + EXPECTED)
                    self.assertEqual(daemon.metric("waymark_remote_write_up"), 1)

                    said = council.waymark("remote-write resend")
                    self.assertIn(f"{FIGURES + EXPECTED} samples will be sent again", said)
                    self.assertIn('command="remote-write resend"', daemon.output())
                    settled(daemon, "sent", 2 * (FIGURES + EXPECTED))
                said = council.waymark("remote-write resend --since 2022-07-01")
                self.assertIn(f"{(FIGURES + EXPECTED) * 9 // 12} samples will be sent again", said)
                with Daemon(council.config) as daemon:
                    settled(daemon, "sent", (FIGURES + EXPECTED) * 9 // 12)
        finally:
            server.shutdown()
            server.server_close()


if __name__ == "__main__":
    unittest.main(argv=["remote_write_test.py"], verbosity=2)
