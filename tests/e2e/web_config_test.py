#!/usr/bin/env python3
"""TLS, client certificates and passwords, with curl and with a Prometheus that scrapes through them."""

import json
import shutil
import signal
import subprocess
import sys
import unittest
import urllib.parse
import urllib.request

from prometheus_test import free_port
from support import LIMIT, Daemon, Workspace, run, until

SKIPPED = 77
# "open sesame", at a low cost so that the test is quick
HASH = "$2b$04$7isRhgim6xhYJL3JvXi8q.R.OKPQDfaiqyupnTuYtQ0UZVlRnvqTC"
USER = "alice:open sesame"


class Certificates:
    """An authority of the test's own and what it issues, as files in one folder."""

    def __init__(self, folder):
        self.folder = folder
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                      "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA")

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True, timeout=LIMIT)

    def issue(self, name):
        (self.folder / "san.cnf").write_text("subjectAltName = IP:127.0.0.1\n")
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                      f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                      "-days", "1", "-extfile", "san.cnf", "-out", f"{name}.pem")


TLS = """
[tls_server_config]
cert_file = "server.pem"
key_file = "server.key"
"""
CLIENTS = 'client_ca_file = "ca.pem"\nclient_auth_type = "RequireAndVerifyClientCert"\n'
USERS = f'[basic_auth_users]\nalice = "{HASH}"\n'


class Guarded(Daemon):
    """A daemon with a web configuration; it is asked through curl."""

    def __init__(self, space, web, *arguments, known=()):
        self.folder, self.web = space.folder, space.folder / "web.toml"
        self.known = known
        self.web.write_text(web)
        super().__init__(space.config, f"--web.config.file={self.web}", *arguments)

    def curl(self, path, *options, scheme="https"):
        """Status and body; 0 and curl's own words when there was no answer."""
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--max-time", str(LIMIT), "--cacert", "ca.pem", "--write-out",
             "\n%{http_code}", *options, f"{scheme}://127.0.0.1:{self.port}{path}"],
            cwd=self.folder, capture_output=True, text=True, timeout=LIMIT)
        body, status = done.stdout.rsplit("\n", 1)
        return int(status), body if done.returncode == 0 else done.stderr

    def get(self, path, headers=None):
        return self.curl(path, *self.known)


def client(name):
    return "--cert", f"{name}.pem", "--key", f"{name}.key"


class WebConfiguration(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.space = Workspace("rossendale")
        cls.space.waymark("collect --now")
        cls.certificates = Certificates(cls.space.folder)
        for name in ("server", "scraper"):
            cls.certificates.issue(name)

    @classmethod
    def tearDownClass(cls):
        cls.space.__exit__()

    def test_everything_is_behind_the_password(self):
        with Guarded(self.space, TLS + USERS, known=("--user", USER)) as daemon:
            for path in ("/metrics", "/", "/a/E07000125/", "/api/v1/scoreboard?authority=E07000125", "/-/healthy",
                         "/-/ready", "/assets/waymark.css", "/nowhere"):
                self.assertEqual(daemon.curl(path)[0], 401, path)
                self.assertEqual(daemon.curl(path, "--user", "alice:wrong")[0], 401, path)
                self.assertEqual(daemon.curl(path, "--user", "bob:open sesame")[0], 401, path)
            self.assertIn("8.29%", daemon.curl("/a/E07000125/", "--user", USER)[1])
            self.assertIn("kpi_value{", daemon.curl("/metrics", "--user", USER, "--compressed")[1])
            self.assertNotIn("sesame", daemon.output())
            self.assertNotIn("$2b$", daemon.output())

    def test_old_protocols_and_plain_http_are_told_so(self):
        with Guarded(self.space, TLS) as daemon:
            status, body = daemon.curl("/-/healthy", scheme="http")
            self.assertEqual((status, body), (400, "This server speaks HTTPS: write https:// here\n"))
            self.assertEqual(daemon.curl("/-/healthy", "--tls-max", "1.2")[0], 200)
            self.assertEqual(daemon.curl("/-/healthy", "--tls-max", "1.1")[0], 0)
            daemon.web.write_text(TLS + 'min_version = "TLS13"\n')
            daemon.process.send_signal(signal.SIGHUP)
            until(lambda: daemon.curl("/-/healthy", "--tls-max", "1.2")[0] == 0, "TLS 1.2 is refused")
            self.assertEqual(daemon.curl("/-/healthy")[0], 200)

    def test_client_certificates_are_demanded_and_verified(self):
        stranger = self.space.folder / "stranger"
        stranger.mkdir()
        Certificates(stranger).issue("stranger")
        with Guarded(self.space, TLS + CLIENTS, known=client("scraper")) as daemon:
            self.assertEqual(daemon.curl("/metrics", *client("scraper"))[0], 200)
            self.assertEqual(daemon.curl("/metrics")[0], 0)
            self.assertEqual(daemon.curl("/metrics", *client("stranger/stranger"))[0], 0)

    def test_a_reload_takes_new_certificates_and_users_or_nothing(self):
        with Guarded(self.space, TLS + USERS, "--web.enable-lifecycle", known=("--user", USER)) as daemon:
            def reload(*options):
                return daemon.curl("/-/reload", "--request", "POST", *options)

            def serial():
                return daemon.curl("/-/healthy", "--user", USER, "--write-out", "%{certs}\n%{http_code}")[1]

            before = serial()
            self.certificates.issue("server")
            self.assertEqual(serial(), before)
            self.assertEqual(reload("--user", USER), (200, "Reloaded.\n"))
            self.assertNotEqual(serial(), before)

            daemon.web.write_text(TLS + USERS.replace("alice", "bob") + "[tls]\n")
            status, said = reload("--user", USER)
            self.assertEqual(status, 422)
            self.assertIn("web.toml:7:2: \"tls\" is not a web configuration setting", said)
            self.assertEqual(daemon.curl("/-/healthy", "--user", USER)[0], 200)
            self.assertIn("waymark_config_last_reload_successful 0", daemon.curl("/metrics", "--user", USER)[1])

            daemon.web.write_text("")
            self.assertEqual(reload("--user", USER)[0], 422)  # it would serve everybody all of a sudden
            daemon.web.write_text(TLS + USERS.replace("alice", "bob"))
            self.assertEqual(reload("--user", USER)[0], 200)
            self.assertEqual(daemon.curl("/-/healthy", "--user", USER)[0], 401)
            self.assertEqual(daemon.curl("/-/healthy", "--user", "bob:open sesame")[0], 200)

    def test_mistakes_are_told_with_their_place(self):
        web = self.space.folder / "bad.toml"
        web.write_text(TLS.replace("server.key", "scraper.key") + '[basic_auth_users]\nalice = "open sesame"\n')
        for command in ("check", "serve"):
            said = run(command, "--config.file", self.space.config, "--web.config.file", web, expect=1)
            self.assertIn('bad.toml:6:9: what is given for "alice" is not a bcrypt hash', said)
            self.assertNotIn("sesame", said)
        web.write_text(TLS.replace("server.key", "scraper.key"))
        said = run("check", "--config.file", self.space.config, "--web.config.file", web, expect=1)
        self.assertIn(f"bad.toml:4:12: {self.space.folder}/scraper.key holds a key that does not belong to the "
                      "certificate in cert_file\n", said)

    def test_every_answer_forbids_what_pages_do_not_need(self):
        with Guarded(self.space, TLS + USERS, known=("--user", USER)) as daemon:
            for path, options in (("/", ()), ("/", ("--user", USER)), ("/a/E07000125/", ("--user", USER)),
                                  ("/metrics", ("--user", USER)), ("/api/v1/indicators", ("--user", USER)),
                                  ("/assets/waymark.css", ("--user", USER)), ("/nowhere", ("--user", USER)),
                                  ("/%2e%2e/%2e%2e/etc/passwd", ("--path-as-is", "--user", USER)),
                                  ("/assets/..%2f..%2fetc/passwd", ("--path-as-is", "--user", USER)),
                                  ("/-/reload", ("--request", "POST", "--user", USER))):
                head = daemon.curl(path, "--dump-header", "-", *options)[1]
                self.assertRegex(head, r"(?i)x-content-type-options: nosniff\r?\n", path)
                self.assertRegex(head, r"(?i)x-frame-options: DENY\r?\n", path)
                self.assertRegex(head, r"(?i)referrer-policy: same-origin\r?\n", path)
                self.assertRegex(head, r"(?i)content-security-policy: default-src 'none';[^\n]*"
                                       r"frame-ancestors 'none'", path)
                self.assertNotIn("unsafe-inline", head, path)
                self.assertNotIn("root:", head, path)

    def test_what_a_client_says_is_not_markup_in_the_answer(self):
        with Guarded(self.space, TLS) as daemon:
            script = "%3Cscript%3Ealert(1)%3C/script%3E"
            for path in (f"/{script}", f"/a/{script}/", f"/a/E07000125/commitments/{script}",
                         f"/a/E07000125/indicators/{script}", f"/a/E07000125/?as_of={script}",
                         f"/a/E07000125/?as_of=2024-01-01&as_of={script}", f"/collectors?x={script}",
                         f"/a/E07000125/indicators/fte/{script}"):
                self.assertNotIn("<script", daemon.curl(path)[1], path)
            self.assertIn("problem+json", daemon.curl(f"/api/v1/commitments/{script}", "--dump-header", "-")[1])

    def test_without_it_only_this_machine_is_served(self):
        serve = ("serve", "--config.file", self.space.config, "--web.listen-address", ":0")
        said = run(*serve, expect=1)
        self.assertIn("give --web.config.file, or --web.allow-open when that is meant", said)


@unittest.skipUnless(shutil.which("prometheus"), "prometheus is not installed")
class Scraped(unittest.TestCase):
    def scraped_with(self, web, job, known):
        """Runs both until a sample is there; the sample."""
        with Workspace("rossendale") as space:
            space.waymark("collect --now")
            certificates = Certificates(space.folder)
            for name in ("server", "scraper"):
                certificates.issue(name)
            with Guarded(space, web, known=known) as daemon:
                port = free_port()
                configuration = space.folder / "prometheus.yml"
                configuration.write_text(json.dumps({
                    "global": {"scrape_interval": "1s"},
                    "scrape_configs": [{"job_name": "waymark", "scheme": "https", **job,
                                        "static_configs": [{"targets": [f"127.0.0.1:{daemon.port}"]}]}]}))
                prometheus = subprocess.Popen(
                    ["prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={space.folder}/tsdb",
                     f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"], stdin=subprocess.DEVNULL)

                def query(promql):
                    address = f"http://127.0.0.1:{port}/api/v1/query?query={urllib.parse.quote(promql)}"
                    try:
                        with urllib.request.urlopen(address, timeout=LIMIT) as answer:
                            return [series["value"][1] for series in json.load(answer)["data"]["result"]]
                    except OSError:
                        return []

                try:
                    until(lambda: query("up") == ["1"], "Prometheus has scraped")
                    return query('kpi_value{indicator="agency_spend_share"}')
                finally:
                    prometheus.terminate()
                    prometheus.wait(LIMIT)

    def test_with_a_password(self):
        user, password = USER.split(":")
        job = {"tls_config": {"ca_file": "ca.pem"}, "basic_auth": {"username": user, "password": password}}
        self.assertEqual(self.scraped_with(TLS + USERS, job, ("--user", USER)), ["0.0829"])

    def test_with_a_client_certificate(self):
        job = {"tls_config": {"ca_file": "ca.pem", "cert_file": "scraper.pem", "key_file": "scraper.key"}}
        self.assertEqual(self.scraped_with(TLS + CLIENTS, job, client("scraper")), ["0.0829"])


if __name__ == "__main__":
    if not shutil.which("curl") or not shutil.which("openssl"):
        print("curl or openssl is not installed: skipped")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1], verbosity=2)
