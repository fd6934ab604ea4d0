#!/usr/bin/env python3
"""Collecting from a real PostgreSQL: what arrives, what is refused, and what every failure says."""

import csv
import signal
import subprocess
import sys
import unittest

from council import COLUMNS, LONG, Council
from servers import LIMIT, Postgresql, until
from support import Workspace

SERVER = Postgresql()
PASSWORD = "correct horse; 'battery' {staple}"
PLACE = f'driver = "postgresql"\nhost = "127.0.0.1"\nport = {SERVER.port}\nuser = "waymark"\n'


def setUpModule():
    SERVER.up()
    quoted = PASSWORD.replace("'", "''")
    SERVER.psql(f"""
        CREATE ROLE waymark LOGIN PASSWORD '{quoted}';
        CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0;
        CREATE DATABASE bytes ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0;
        CREATE DATABASE tls_only;
        CREATE TABLE spend (month date, amount numeric(38,10));
        INSERT INTO spend SELECT date '2024-04-01' + n * interval '1 month', 100 + n FROM generate_series(0, 2) n;
        CREATE TABLE closed (month date, amount numeric);
        CREATE FUNCTION erase() RETURNS numeric LANGUAGE sql AS 'DELETE FROM spend RETURNING 1.0';
        GRANT SELECT, INSERT, UPDATE, DELETE ON spend TO waymark;
    """)
    SERVER.psql("SET client_encoding = 'UTF8'; CREATE TABLE names (indicator text, month text, amount text); GRANT SELECT ON names TO waymark;"
                "INSERT INTO names VALUES ('spend', 'Apr 2024', '£5');", database="latin")
    SERVER.psql(r"CREATE TABLE names (month text, amount text); GRANT SELECT ON names TO waymark;"
                r"INSERT INTO names VALUES ('Apr 2024', E'\xA35');", database="bytes")


def tearDownModule():
    SERVER.remove()


def council(database="postgres", more=""):
    made = Council("")
    made.secret(PASSWORD)
    made.source = f'{PLACE}database = "{database}"\npassword_file = "password"\n{more}'
    return made


def month(amount):
    return f"SELECT '2024-04-01'::date AS month, {amount} AS amount"


class Cells(unittest.TestCase):
    """Digits arrive as they are, and what is no number is never one."""

    def one(self, amount, settings=LONG):
        with council() as made:
            said = made.asks(month(amount), settings).collect()
            return made.figures()[0].split()[1] if not said.startswith("failed") else said.split(": ", 5)[-1]

    def test_numbers_arrive_with_every_digit(self):
        for amount, expected in (
                ("123456789.0123456789::numeric(38,10)", "123456789.0123456789"),
                ("6414226.9500000002::numeric(38,10)", "6414226.9500000002"),
                ("0.1::numeric(38,10)", "0.1000000000"),
                ("'9223372036854775807'::int8", "9223372036854775807"),
                ("(-32768)::int2", "-32768"),
                ("0.1::float8 + 0.2::float8", "0.3"),
                ("1e-5::float8", "0.00001"),
                ("12345678901234567::float8", "12345678901234568"),
                ("0.1::float4", "0.1"),
                ("(SELECT sum(x) / 100.0 FROM (VALUES (1234567)) AS t(x))", "12345.670000000000"),
                ("' 1,234.50 '::text", "1234.50")):
            with self.subTest(amount=amount):
                self.assertEqual(self.one(amount), expected)

    def test_what_is_no_number_is_refused_in_its_own_words(self):
        for amount, expected in (
                ("'NaN'::numeric", '"NaN" is not a number'),
                ("'infinity'::float8", '"Infinity" is not a number'),
                ("'-infinity'::numeric", '"-Infinity" is not a number'),
                ("interval '1 day 2 hours'", '"1 day 02:00:00" is not a number'),
                ("12.5::money", '"$12.50" is not a number'),
                ("true", '"t" is not a number'),
                ("'later'::text", '"later" is not a number; if it stands for no figure, add it to missing'),
                ("1e30::numeric", "has more digits than can be kept exactly"),
                ("12345678901234567890.1234567890::numeric(38,10)", "has more digits than can be kept exactly")):
            with self.subTest(amount=amount):
                said = self.one(amount)
                self.assertIn(expected, said)
                self.assertIn('column "amount"', said)

    def test_dates_times_and_zones(self):
        for when, expected in (("date '2024-04-15'", None), ("timestamp '2024-04-15 10:00:00.5'", None),
                               ("'2024-04'", None), ("timestamptz '2024-04-15 10:00:00+02'", None),
                               ("'infinity'::date", "infinity")):
            with self.subTest(when=when), council() as made:
                said = made.asks(f"SELECT {when} AS month, 1 AS amount").collect()
                if expected is None:
                    self.assertEqual(said, "figures: finance: query: 1 new")
                else:
                    self.assertTrue(said.startswith("failed"), said)
                    self.assertIn(expected, said)

    def test_null_is_skipped_rejected_or_zero(self):
        query = "SELECT m::date AS month, a AS amount FROM (VALUES ('2024-04-01', 5), ('2024-05-01', NULL)) AS t(m, a)"
        with council() as made:
            self.assertEqual(made.asks(query).collect(), "figures: finance: query: 1 new, 1 without a figure")
            self.assertEqual(made.asks(query, LONG + 'on_null = "zero"').collect(),
                             "figures: finance: query: 1 new, 1 unchanged")
            self.assertEqual(made.figures(), ["spend 5", "spend 0"])
            said = made.asks(query, LONG + 'on_null = "reject"').collect()
            self.assertIn('row 2, column "amount": the figure is NULL', said)

    def test_text_in_other_encodings(self):
        with council("latin") as made:
            self.assertEqual(made.asks("SELECT month, amount FROM names").collect(), "figures: finance: query: 1 new")
            self.assertEqual(made.figures(), ["spend 5"])
        with council("bytes") as made:
            said = made.asks("SELECT month, amount FROM names").collect()
            self.assertEqual(said, "failed: figures: source finance: a text is not in the encoding that its database says "
                                   '(invalid byte sequence for encoding "UTF8": 0xa3); convert it in the query, or leave the '
                                   "column out")


class Layouts(unittest.TestCase):
    def test_a_column_an_indicator(self):
        with council() as made:
            made.asks("SELECT date '2024-04-30' AS day, 12.50 AS fte, 900 AS pounds UNION ALL "
                      "SELECT date '2024-05-31', NULL, 950", 'layout = "wide"',
                      '[collector.columns]\nperiod = "day"\n[collector.indicators]\nfte = "fte"\npounds = "spend"')
            self.assertEqual(made.collect(), "figures: finance: query: 3 new")
            self.assertEqual(made.figures(), ["fte 12.50", "spend 900", "spend 950"])

    def test_numerator_and_denominator(self):
        with council() as made:
            made.asks("SELECT date '2024-04-30' AS month, 3 AS part, 4 AS whole", 'layout = "long"\nindicator = "share"',
                      '[collector.columns]\nperiod = "month"\nnumerator = "part"\ndenominator = "whole"')
            self.assertEqual(made.collect(), "figures: finance: query: 1 new")

    def test_lines_that_are_summed(self):
        with council() as made:
            made.asks("SELECT date '2024-04-01' + n AS day, 1.25 AS amount FROM generate_series(0, 59) n",
                      'layout = "transactions"', '[collector.columns]\ndate = "day"\namount = "amount"\n'
                      '[[collector.sum]]\nindicator = "spend"')
            self.assertEqual(made.collect(), "figures: finance: query: 2 new")
            self.assertEqual(made.figures(), ["spend 37.50", "spend 37.50"])

    def test_since_asks_for_what_changed(self):
        settings = '[collector.since]\ncolumn = "seen"\nstart = "2020-01-01"\noverlap = "1h"\n'
        query = "SELECT month, amount, seen FROM changes WHERE seen >= :since ORDER BY seen"
        SERVER.psql("CREATE TABLE changes (month date, amount int, seen timestamptz); GRANT SELECT ON changes TO waymark;"
                    "INSERT INTO changes VALUES ('2024-04-01', 1, '2024-05-01 10:00+01'), ('2024-05-01', 2, '2024-06-01 12:00+01')")
        with council() as made:
            made.asks(query, LONG, COLUMNS + settings)
            self.assertEqual(made.collect(), "figures: finance: query: 2 new")
            self.assertEqual(made.collect(), "figures: finance: query: 0 new, 1 unchanged")
            SERVER.psql("INSERT INTO changes VALUES ('2024-06-01', 3, '2024-06-01 11:30+01'), ('2024-07-01', 4, '2024-06-01 09:00+01')")
            self.assertEqual(made.collect(), "figures: finance: query: 1 new, 1 unchanged")
            made.config.write_text(made.config.read_text().replace('overlap = "1h"', 'overlap = "2h"'))
            self.assertEqual(made.collect(), "figures: finance: query: 1 new, 3 unchanged",
                             "other settings begin from the start")


class Refused(unittest.TestCase):
    """A query that does more than read changes nothing."""

    def said(self, query, **options):
        with council() as made:
            return made.asks(query, **options).collect()

    def test_writing_is_refused_by_the_server(self):
        for query in ("WITH gone AS (DELETE FROM spend RETURNING month, amount) SELECT * FROM gone",
                      month("erase()"), "SELECT month, amount FROM spend FOR UPDATE"):
            with self.subTest(query=query):
                said = self.said(query)
                self.assertIn("failed: figures: source finance: the query tries to write, which is refused (cannot execute",
                              said)
        self.assertEqual(SERVER.psql("SELECT count(*) FROM spend").strip(), "3")

    def test_a_column_that_is_not_there(self):
        self.assertEqual(self.said("SELECT month, amont AS amount FROM spend"),
                         'failed: figures: source finance: the query is refused: column "amont" does not exist')
        self.assertEqual(self.said("SELECT month, amount AS pounds FROM spend"),
                         'failed: figures: source finance: there is no column "amount"; the result has month, pounds')

    def test_a_table_that_is_not_there_or_closed(self):
        self.assertEqual(self.said("SELECT month, amount FROM nowhere"),
                         'failed: figures: source finance: the query is refused: relation "nowhere" does not exist')
        self.assertEqual(self.said("SELECT month, amount FROM closed"),
                         "failed: figures: source finance: the user may not read what the query asks for (permission denied "
                         "for table closed); GRANT SELECT on it")

    def test_an_empty_result(self):
        empty = "SELECT month, amount FROM spend WHERE false"
        self.assertEqual(self.said(empty), "failed: figures: source finance: the result is empty; if that can be right, "
                                           'set on_empty to "keep" or "zero"')
        self.assertEqual(self.said(empty, settings=LONG + 'on_empty = "keep"'), "figures: finance: query: 0 new")
        self.assertEqual(self.said(empty, settings=LONG + 'on_empty = "zero"\nperiod = "Apr 2024"',
                                   columns='[collector.columns]\nvalue = "amount"'), "figures: finance: query: 1 new")

    def test_one_figure_twice(self):
        said = self.said("VALUES (1)".replace("VALUES (1)", "SELECT date '2024-04-01' AS month, n AS amount FROM generate_series(7, 8) n"))
        self.assertIn("2 of 2 rows rejected, none is allowed; the first is row 1: spend Apr 2024 is 7 here but 8 in row 2; "
                      "neither is used, keep the right one", said)

    def test_more_rows_than_allowed(self):
        self.assertEqual(self.said("SELECT month, amount FROM spend", settings=LONG + "max_rows = 2"),
                         "failed: figures: source finance: the result has more than max_rows = 2 rows; ask for fewer, or "
                         "raise max_rows")


class Failures(unittest.TestCase):
    def failing(self, made, query="SELECT month, amount FROM spend", **options):
        said = made.asks(query, **options).collect()
        self.assertTrue(said.startswith("failed: figures: source finance: "), said)
        self.assertNotIn("battery", said)
        return said.removeprefix("failed: figures: source finance: ")

    def test_a_server_that_is_not_there(self):
        with council() as made:
            made.source = made.source.replace(str(SERVER.port), "1")
            self.assertEqual(self.failing(made), 'no connection: connection to server at "127.0.0.1", port 1 failed: '
                                                 "Connection refused")

    def test_a_wrong_password_and_a_corrected_one(self):
        with council() as made:
            made.secret("wrong")
            self.assertEqual(self.failing(made), "the server refuses the user: password authentication failed for user "
                                                 '"waymark"; check user and password_file')
            made.secret(PASSWORD)
            self.assertEqual(made.collect(), "figures: finance: query: 3 new")

    def test_passwords_that_cannot_be_had(self):
        with council() as made:
            made.secret(PASSWORD).chmod(0o644)
            self.assertIn("everybody on this machine may read it; run chmod o-r on it", self.failing(made))
            made.secret("")
            self.assertIn("its first line is empty", self.failing(made))
            (made.folder / "password").unlink()
            self.assertIn("No such file or directory", self.failing(made))
            made.source = made.source.replace('password_file = "password"', "")
            self.assertEqual(self.failing(made),
                             'the server asks for the password of "waymark"; name its file with password_file')

    def test_no_such_database(self):
        with council("elsewhere") as made:
            self.assertEqual(self.failing(made), 'the server cannot answer: database "elsewhere" does not exist')

    def test_a_query_that_takes_too_long(self):
        with council() as made:
            self.assertEqual(self.failing(made, month("pg_sleep(30)::text"), timeout="1s"),
                             "the query took longer than the collector's timeout")

    def test_a_locked_table(self):
        session = subprocess.Popen(["psql", "-X", "-q", "-h", str(SERVER.folder), "-p", str(SERVER.port), "-U", "owner",
                                    "-d", "postgres"], stdin=subprocess.PIPE, text=True)
        try:
            session.stdin.write("BEGIN; LOCK TABLE spend;\n")
            session.stdin.flush()
            until(lambda: SERVER.psql("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted "
                                      "AND relation = 'spend'::regclass").strip() == "1", "the table is locked")
            with council() as made:
                self.assertEqual(self.failing(made, timeout="1s"), "a table is locked by another session for too long "
                                                                   "(canceling statement due to lock timeout)")
        finally:
            session.stdin.close()
            session.wait(LIMIT)

    def test_a_connection_that_is_lost(self):
        with council() as made:
            process = made.asks("SELECT date '2024-04-01' AS month, n::text || CASE WHEN n > 40000 THEN pg_sleep(60)::text "
                                 "ELSE '' END AS amount FROM generate_series(1, 100000) n").start("collect")
            busy = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'waymark' AND wait_event = 'PgSleep'"
            until(lambda: SERVER.psql(busy).strip() == "1", "the query is under way")
            SERVER.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'waymark'")
            _, said = process.communicate(timeout=LIMIT)
            self.assertEqual(said.strip(), "figures: source finance: the server cannot answer: terminating connection due to "
                                           "administrator command")
            self.assertEqual(process.returncode, 1)
            self.assertEqual(made.asks("SELECT month, amount FROM spend").collect(), "figures: finance: query: 3 new")

    def test_a_server_that_is_killed_and_comes_back(self):
        with council() as made:
            self.assertEqual(made.asks("SELECT month, amount FROM spend").collect(), "figures: finance: query: 3 new")
            process = made.asks(month("pg_sleep(60)::text")).start("collect")
            busy = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'waymark' AND wait_event = 'PgSleep'"
            until(lambda: SERVER.psql(busy).strip() == "1", "the query is under way")
            SERVER.kill()
            _, said = process.communicate(timeout=LIMIT)
            self.assertIn("figures: source finance: the connection was lost: ", said)
            self.assertEqual(made.figures(), ["spend 100.0000000000", "spend 101.0000000000", "spend 102.0000000000"])
            SERVER.up()
            self.assertEqual(made.asks("SELECT month, amount FROM spend").collect(),
                             "figures: finance: query: 0 new, 3 unchanged")

    def test_a_daemon_that_stops_cancels_its_query(self):
        with council() as made:
            made.asks(month("pg_sleep(60)::text"), timeout="5m")
            process = made.start("serve", "--web.listen-address", "127.0.0.1:0")
            busy = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'waymark' AND wait_event = 'PgSleep'"
            until(lambda: SERVER.psql(busy).strip() == "1", "the query is under way")
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=LIMIT)
            self.assertEqual(process.returncode, 0)
            until(lambda: SERVER.psql(busy).strip() == "0", "the server is at rest")

    def test_the_password_is_in_no_log_and_no_process_list(self):
        with council() as made:
            made.asks(month("pg_sleep(1)::text || 'x'"))
            process = made.start("collect")
            busy = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'waymark' AND wait_event = 'PgSleep'"
            until(lambda: SERVER.psql(busy).strip() == "1", "the query is under way")
            seen = subprocess.run(["ps", "axeww", "-o", "args"], capture_output=True, text=True, check=True).stdout
            said = "".join(process.communicate(timeout=LIMIT))
            for text in (seen, said, made.collect("--json"), (made.folder / "ledger.db").read_bytes().decode("latin-1")):
                self.assertNotIn("staple", text)


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = SERVER.folder / "certificates"
        cls.folder.mkdir()
        SERVER.own(cls.folder, 0o755)

        def openssl(*words):
            subprocess.run(["openssl", *words], cwd=cls.folder, check=True, capture_output=True)

        for name in ("ca", "other"):
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key",
                    "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "server.key", "-out",
                "server.csr", "-subj", "/CN=db.example.org", "-addext", "subjectAltName=DNS:localhost")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                "server.pem", "-days", "2", "-copy_extensions", "copy")
        SERVER.own(cls.folder / "server.key", 0o600)
        SERVER.psql(f"ALTER SYSTEM SET ssl_cert_file = '{cls.folder}/server.pem';")
        SERVER.psql(f"ALTER SYSTEM SET ssl_key_file = '{cls.folder}/server.key';")
        SERVER.psql("ALTER SYSTEM SET ssl = on;")
        SERVER.psql("SELECT pg_reload_conf()")
        SERVER.psql("CREATE TABLE spend AS SELECT date '2024-04-01' AS month, 5 AS amount; GRANT SELECT ON spend TO waymark",
                    database="tls_only")
        until(lambda: SERVER.psql("SHOW ssl").strip() == "on", "the server speaks TLS")

    def said(self, more, host="localhost"):
        with council("tls_only", more) as made:
            made.source = made.source.replace('"127.0.0.1"', f'"{host}"')
            return made.asks("SELECT month, amount FROM spend").collect()

    def test_a_certificate_that_is_right(self):
        said = self.said(f'tls = "verify-full"\ntls_ca = "{self.folder}/ca.pem"')
        self.assertEqual(said, "figures: finance: query: 1 new")
        with council("tls_only", f'tls = "verify-full"\ntls_ca = "{self.folder}/ca.pem"') as made:
            made.source = made.source.replace('"127.0.0.1"', '"localhost"')
            code, said = made.asks("SELECT month, amount FROM spend").waymark("check", "--connect")
            self.assertEqual(code, 0, said)
            self.assertRegex(said, r"source finance: PostgreSQL [\d.]+.*, TLSv1\.3")

    def test_certificates_that_are_wrong(self):
        self.assertIn("certificate verify failed", self.said(f'tls = "verify-full"\ntls_ca = "{self.folder}/other.pem"'))
        self.assertIn("does not match host name", self.said(f'tls = "verify-full"\ntls_ca = "{self.folder}/ca.pem"', "127.0.0.1"))
        self.assertEqual(self.said(f'tls = "verify-ca"\ntls_ca = "{self.folder}/ca.pem"', "127.0.0.1"),
                         "figures: finance: query: 1 new")
        self.assertIn("does not exist", self.said('tls = "verify-full"\ntls_ca = "nowhere.pem"'))

    def test_a_server_that_demands_it(self):
        said = self.said('tls = "disable"')
        self.assertTrue(said.startswith("failed: figures: source finance: the server refuses the user: pg_hba.conf rejects "
                                        "connection"), said)


class Example(unittest.TestCase):
    """config/examples/database: as it stands, from SQLite, and from this server."""

    def collected(self, space, *sources):
        finance, hr, desk = sources
        self.assertEqual(space.waymark("collect"), f"agency_spend: {finance}: agency_spend.sql: 72 new\n"
                         f"staff_budget: {finance}: staff_budget.sql: 6 new\nestablishment: {hr}: establishment.sql: 216 new\n"
                         f"tickets: {desk}: tickets.sql: 24 new\n")
        self.assertIn("Spend less on agency staff", space.waymark("status"))
        series = space.waymark("export csv").splitlines()
        self.assertGreater(len(series), 24)
        return series

    def test_both_ways_come_to_the_same(self):
        with Workspace("database") as space:
            folder = space.config.parent
            subprocess.run([folder / "make.sh"], check=True, capture_output=True)
            from_files = self.collected(space, "finance", "hr", "service_desk")
            shown = space.waymark("collect agency_spend", "--dry-run")
            self.assertIn("72 unchanged", shown)
            self.assertRegex(shown, r"1 +2024-04 +Adult Care +([0-9.]+) +agency_spend, adult_care, Apr 2024 = \1 \(unchanged\)")
            self.assertTrue(shown.endswith("dry run: nothing was recorded\n"), shown)
            explained = space.waymark("explain agency_spend", "--scope", "waste", "--period", "2024-04")
            self.assertRegex(explained, r"from +finance: agency_spend.sql, row 3\n +sha256 +[0-9a-f]{64} \(of the query\)")

            SERVER.psql(subprocess.run([folder / "make.sh", "postgresql"], check=True, capture_output=True,
                                       text=True).stdout)
            SERVER.psql("GRANT USAGE ON SCHEMA finance, hr, service_desk TO waymark; "
                        "GRANT SELECT ON ALL TABLES IN SCHEMA finance, hr, service_desk TO waymark")
            space.config = folder / "postgresql.toml"
            password = folder / "password"
            password.write_text(PASSWORD)
            password.chmod(0o600)
            settings = space.config.read_text().replace("db.example.org", "127.0.0.1").replace("5432", str(SERVER.port))
            settings = settings.replace('database = "council"', 'database = "postgres"').replace('tls = "verify-full"', "")
            settings = settings.replace("/etc/waymark/council.password", "password")
            space.config.write_text(settings.replace('tls_ca = "/etc/waymark/council-ca.pem"', ""))
            self.assertIn("source council: PostgreSQL", space.waymark("check", "--connect"))
            self.assertEqual(self.numbers(self.collected(space, "council", "council", "council")), self.numbers(from_files))

    @staticmethod
    def numbers(lines):
        """Without the time of recording, and without zeros that only the way of writing adds."""
        rows = list(csv.DictReader(lines))
        return [(r["indicator"], r["scope"], r["period"], round(float(r["value"]), 6)) for r in rows if r.get("value")]


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + [a for a in sys.argv[1:] if a.startswith("-") or "." in a and "/" not in a])
