#!/usr/bin/env python3
"""Collecting through ODBC: from a real MariaDB, and from PostgreSQL and SQLite by their ODBC drivers."""

import os
import signal
import sqlite3
import subprocess
import sys
import unittest

from council import COLUMNS, LONG, Council
from servers import LIMIT, Mariadb, Postgresql, until

MARIA = Mariadb()
POSTGRES = Postgresql()
PASSWORD = "correct; horse} 'battery' {staple"


def setUpModule():
    MARIA.up()
    POSTGRES.up()
    quoted = PASSWORD.replace("'", "''")
    MARIA.sql(f"""
        CREATE DATABASE council CHARACTER SET utf8mb4;
        USE council;
        CREATE USER waymark@'127.0.0.1' IDENTIFIED BY '{quoted}';
        CREATE TABLE spend (month date, amount decimal(38,10)) ENGINE=InnoDB;
        INSERT INTO spend VALUES ('2024-04-01', 100), ('2024-05-01', 101), ('2024-06-01', 102);
        CREATE TABLE old (month varchar(20), amount varchar(20)) CHARACTER SET latin1;
        INSERT INTO old VALUES ('Apr 2024', CONCAT(CHAR(0xA3 USING latin1), '5'));
        DELIMITER $
        CREATE FUNCTION erase() RETURNS int MODIFIES SQL DATA BEGIN DELETE FROM spend; RETURN 1; END$
        DELIMITER ;
        GRANT SELECT, INSERT, DELETE, EXECUTE ON council.* TO waymark@'127.0.0.1';
    """)
    POSTGRES.psql(f"""
        CREATE ROLE waymark LOGIN PASSWORD '{quoted}';
        CREATE TABLE spend (month date, amount numeric(38,10));
        INSERT INTO spend SELECT date '2024-04-01' + n * interval '1 month', 100 + n FROM generate_series(0, 2) n;
        CREATE FUNCTION erase() RETURNS numeric LANGUAGE sql AS 'DELETE FROM spend RETURNING 1.0';
        GRANT SELECT, DELETE ON spend TO waymark;
    """)


def tearDownModule():
    MARIA.remove()
    POSTGRES.remove()


def council(driver="MariaDB Unicode", port=None, database="council", more=""):
    made = Council(f'driver = "odbc"\nodbc_driver = "{driver}"\nhost = "127.0.0.1"\nport = {port or MARIA.port}\n'
                   f'database = "{database}"\nuser = "waymark"\npassword_file = "password"\n{more}')
    made.secret(PASSWORD)
    return made


def postgresql():
    return council("PostgreSQL Unicode", POSTGRES.port, "postgres")


def month(amount):
    return f"SELECT CAST('2024-04-01' AS date) AS month, {amount} AS amount"


SPEND = "SELECT month, amount FROM spend ORDER BY month"


class Cells(unittest.TestCase):
    def check(self, made, amounts):
        for amount, expected in amounts:
            with self.subTest(amount=amount):
                said = made.asks(month(amount)).collect()
                if said.startswith("failed"):
                    self.assertIn(expected, said)
                else:
                    self.assertEqual(made.figures(), [f"spend {expected}"], said)

    def test_numbers_from_mariadb(self):
        with council() as made:
            self.check(made, (
                ("CAST('6414226.9500000002' AS decimal(38,10))", "6414226.9500000002"),
                ("CAST('-0.1' AS decimal(38,10))", "-0.1000000000"),
                ("CAST('9223372036854775807' AS signed)", "9223372036854775807"),
                ("CAST(0.1 AS double) + CAST(0.2 AS double)", "0.3"),
                ("CAST(1e-5 AS double)", "0.00001"),
                ("CAST(12345678901234567 AS double)", "12345678901234568"),
                ("CAST(0.1 AS float)", "0.1"),
                ("' £1,234.50 '", "1234.50"),
                ("TRUE", "1"),
                ("'later'", '"later" is not a number; if it stands for no figure, add it to missing'),
                ("CAST('12345678901234567890.0123456789' AS decimal(38,10))", "has more digits than can be kept exactly")))

    def test_numbers_from_postgresql(self):
        with postgresql() as made:
            self.check(made, (
                ("6414226.9500000002::numeric(38,10)", "6414226.9500000002"),
                ("0.1::float8 + 0.2::float8", "0.3"),
                ("'9223372036854775807'::int8", "9223372036854775807"),
                ("' £1,234.50 '::text", "1234.50"),
                ("'infinity'::float8", '"Infinity" is not a number'),
                ("interval '1 day 2 hours'", '"1 day 02:00:00" is not a number'),
                ("'later'::text", '"later" is not a number; if it stands for no figure, add it to missing')))

    def test_what_sqlite_holds_in_a_column_of_numbers(self):
        with Council('driver = "odbc"\nodbc_driver = "SQLite3"\ndatabase = "x.db"\n') as made:
            made.source = made.source.replace("x.db", str(made.folder / "x.db"))
            with sqlite3.connect(made.folder / "x.db") as database:
                database.execute("CREATE TABLE t (month TEXT, amount REAL)")
                database.execute("INSERT INTO t VALUES ('Apr 2024', 12.5)")
            self.assertEqual(made.asks("SELECT month, amount FROM t").collect(), "figures: finance: query: 1 new")
            self.assertEqual(made.figures(), ["spend 12.5"])
            with sqlite3.connect(made.folder / "x.db") as database:
                database.execute("INSERT INTO t VALUES ('May 2024', 'later')")
            self.assertIn('row 2, column "amount": "later" is not a number', made.collect())

    def test_texts_of_an_old_table(self):
        with council() as made:
            self.assertEqual(made.asks("SELECT month, amount FROM old").collect(), "figures: finance: query: 1 new")
            self.assertEqual(made.figures(), ["spend 5"])

    # MariaDB's driver 3.1 looks for the end of such a text behind its own buffer, at which a sanitizer stops.
    @unittest.skipIf("WAYMARK_SANITIZED" in os.environ, "the driver reads behind its buffer")
    def test_a_text_longer_than_a_cell(self):
        with council() as made:
            self.assertIn('row 1, column "amount": a text of 1024 characters or more; shorten it in the query',
                          made.asks(month("REPEAT('1', 5000)")).collect())

    def test_null_and_since(self):
        for made in (council(), postgresql()):
            with made:
                made.asks(f"{month('NULL')} UNION ALL SELECT month, amount FROM spend WHERE month > :since",
                          columns=COLUMNS + '[collector.since]\ncolumn = "month"\nstart = "2024-04-30"\n')
                self.assertEqual(made.collect(), "figures: finance: query: 2 new, 1 without a figure")
                self.assertEqual(made.collect(), "figures: finance: query: 0 new, 1 without a figure")

    def test_a_number_for_since(self):
        for made in (council(), postgresql()):
            with made:
                made.asks("SELECT month, amount, 7 AS id FROM spend WHERE amount >= :since ORDER BY month",
                          columns=COLUMNS + '[collector.since]\ncolumn = "id"\nstart = 101\n')
                self.assertEqual(made.collect(), "figures: finance: query: 2 new")
                self.assertEqual(made.collect(), "figures: finance: query: 1 new, 2 unchanged")

    def test_many_rows_come_in_blocks(self):
        query = "SELECT {} AS amount, CAST('2000-01-01' AS date) + {} AS month FROM {}"
        for made, parts in ((council(), ("seq", "INTERVAL seq DAY", "seq_0_to_9000")),
                            (postgresql(), ("n", "n", "generate_series(0, 9000) AS n"))):
            with made:
                made.asks(query.format(*parts), LONG.replace("spend", "calls"))
                self.assertEqual(made.collect(), "figures: finance: query: 9001 new")


class Failures(unittest.TestCase):
    def failing(self, made, query=SPEND, **options):
        said = made.asks(query, **options).collect()
        self.assertTrue(said.startswith("failed: figures: source finance: "), said)
        self.assertNotIn("battery", said)
        return said.removeprefix("failed: figures: source finance: ")

    def test_writing_is_refused(self):
        with council() as made:
            self.assertIn("the query tries to write, which is refused", self.failing(made, month("erase()")))
        self.assertEqual(MARIA.sql("SELECT count(*) FROM spend", "council").strip(), "3")
        with postgresql() as made:
            self.assertIn("the query tries to write, which is refused",
                          self.failing(made, month("erase()")))
        self.assertEqual(POSTGRES.psql("SELECT count(*) FROM spend").strip(), "3")

    def test_a_server_that_is_not_there(self):
        for made in (council(port=1), council("PostgreSQL Unicode", 1, "postgres")):
            with made:
                self.assertRegex(self.failing(made), "^no connection: ")

    def test_a_driver_that_is_not_there(self):
        with council("Nothing of the kind") as made:
            self.assertRegex(self.failing(made), "^no connection: .*(Can't open lib|not found)")

    def test_a_wrong_password(self):
        for made in (council(), postgresql()):
            with made:
                made.secret("wrong")
                self.assertRegex(self.failing(made), "^the server refuses the user: .*; check user and password_file$")
                made.secret(PASSWORD)
                self.assertEqual(made.asks(SPEND).collect(), "figures: finance: query: 3 new")

    def test_a_column_that_is_not_there(self):
        for made in (council(), postgresql()):
            with made:
                self.assertRegex(self.failing(made, "SELECT month, amont AS amount FROM spend"),
                                 "^the query is refused: .*amont")

    def test_a_query_that_takes_too_long(self):
        with council() as made:
            self.assertEqual(self.failing(made, month("SLEEP(30)"), timeout="1s"),
                             "the query took longer than the collector's timeout")
        with postgresql() as made:
            self.assertEqual(self.failing(made, month("pg_sleep(30)::text"), timeout="1s"),
                             "the query took longer than the collector's timeout")

    def test_a_locked_table(self):
        session = subprocess.Popen(["mariadb", "--no-defaults", "--unbuffered", f"--socket={MARIA.socket}", "-uroot", "council"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            session.stdin.write("LOCK TABLES spend WRITE;\nSELECT 'locked';\n")
            session.stdin.flush()
            session.stdout.readline()
            with council() as made:
                self.assertRegex(self.failing(made, timeout="4s"), "^a table is locked by another session for too long")
        finally:
            session.stdin.close()
            session.wait(LIMIT)
            session.stdout.close()

    def test_a_server_that_is_killed_and_comes_back(self):
        with council() as made:
            self.assertEqual(made.asks(SPEND).collect(), "figures: finance: query: 3 new")
            process = made.asks(month("SLEEP(60)")).start("collect")
            until(lambda: "SLEEP" in MARIA.sql("SHOW FULL PROCESSLIST").replace("SHOW", ""), "the query is under way")
            MARIA.kill()
            _, said = process.communicate(timeout=LIMIT)
            self.assertIn("figures: source finance: the connection was lost: ", said)
            MARIA.up()
            self.assertEqual(made.asks(SPEND).collect(), "figures: finance: query: 0 new, 3 unchanged")

    def test_a_daemon_that_stops_cancels_its_query(self):
        for made, query in ((council(), month("SLEEP(60)")), (postgresql(), month("pg_sleep(60)::text"))):
            with made:
                process = made.asks(query, timeout="5m").start("serve", "--web.listen-address", "127.0.0.1:0")
                if "Maria" in made.source:
                    until(lambda: "SLEEP" in MARIA.sql("SHOW FULL PROCESSLIST"), "the query is under way")
                else:
                    busy = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'waymark' AND wait_event = 'PgSleep'"
                    until(lambda: POSTGRES.psql(busy).strip() == "1", "the query is under way")
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=LIMIT)
                self.assertEqual(process.returncode, 0)

    def test_check_connects(self):
        with council() as made:
            code, said = made.asks(SPEND).waymark("check", "--connect")
            self.assertEqual(code, 0, said)
            self.assertRegex(said, r"source finance: MariaDB [\d.]+, by libmaodbc.so")
            made.secret("wrong")
            code, said = made.waymark("check", "--connect")
            self.assertEqual(code, 1, said)
            self.assertIn("source finance: the server refuses the user", said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + [a for a in sys.argv[1:] if a.startswith("-") or "." in a and "/" not in a])
