#!/usr/bin/env python3
"""Every type of every database by every driver, with 3 rows and with more than a block of them: what a driver writes
into the collector's buffers is where it belongs, and means what the database holds. SQL Server's FreeTDS is left out:
Debian has no server for it."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from servers import LIMIT, Mariadb, Postgresql

CELLS = os.environ.get("WAYMARK_CELLS") or sys.exit("WAYMARK_CELLS is not set: run it through ctest")
ROWS = (3, 2500)  # a block of the ODBC driver has at most 2000
MARIA = Mariadb()
POSTGRES = Postgresql()


def setUpModule():
    MARIA.up("--sql-mode=")
    POSTGRES.up()
    MARIA.sql("CREATE DATABASE council CHARACTER SET utf8mb4; CREATE USER waymark@'127.0.0.1'; "
              "GRANT SELECT ON council.* TO waymark@'127.0.0.1';")


def tearDownModule():
    MARIA.remove()
    POSTGRES.remove()


def single(n):
    """n + 0.5 as a column of single precision gives it."""
    return f"{n + 0.5}"


# Type, the n-th value in SQL, the cell that is right; "bytes" where the column is refused.
COMMON = (
    ("smallint", lambda n: n - 2, lambda n: f"{n - 2}"),
    ("int", lambda n: -n * 1000, lambda n: f"{-n * 1000}"),
    ("bigint", lambda n: 9223372036854770000 + n, lambda n: f"{9223372036854770000 + n}"),
    ("decimal(38,10)", lambda n: f"{n}.0123456789", lambda n: f"{n}.0123456789"),
    ("double precision", lambda n: f"{n}.1", lambda n: f"{n}.1"),
    ("real", lambda n: f"{n}.5", single),
    ("char(10)", lambda n: f"'c{n}'", lambda n: f"c{n}"),
    ("varchar(50)", lambda n: f"'é£ {n}'", lambda n: f"é£ {n}"),
    ("text", lambda n: f"'text {n}'", lambda n: f"text {n}"),
    ("date", lambda n: f"'2024-04-{n % 30 + 1:02}'", lambda n: f"2024-04-{n % 30 + 1:02}"),
    ("time", lambda n: f"'10:{n % 60:02}:01'", lambda n: f"10:{n % 60:02}:01"),
)
MARIADB = COMMON + (
    ("float", lambda n: f"{n}.5", single),
    ("float", lambda n: "0.1", lambda n: "0.1"),
    ("float", lambda n: f"{1234567 + n}", lambda n: f"{1234567 + n}"),
    ("float", lambda n: "12345678", lambda n: "12345678"),
    ("float", lambda n: "1e10", lambda n: "10000000000"),
    ("float unsigned", lambda n: f"{n}.25", lambda n: f"{n}.25"),
    ("tinyint", lambda n: n % 100, lambda n: f"{n % 100}"),
    ("tinyint unsigned", lambda n: n % 256, lambda n: f"{n % 256}"),
    ("mediumint", lambda n: n, lambda n: f"{n}"),
    ("bigint unsigned", lambda n: 18446744073709550000 + n % 1000, lambda n: f"{18446744073709550000 + n % 1000}"),
    ("boolean", lambda n: n % 2, lambda n: f"{n % 2}"),
    ("bit(1)", lambda n: n % 2, "bytes"),
    ("bit(8)", lambda n: n % 256, "bytes"),
    ("year", lambda n: 1990 + n % 100, lambda n: f"{1990 + n % 100}"),
    ("datetime", lambda n: f"'2024-04-01 10:{n % 60:02}:01'", lambda n: f"2024-04-01 10:{n % 60:02}:01"),
    ("timestamp", lambda n: f"'2024-04-01 10:{n % 60:02}:01'", lambda n: f"2024-04-01 10:{n % 60:02}:01"),
    ("date", lambda n: "'0000-00-00'", None),
    ("enum('low', 'high')", lambda n: "'high'", lambda n: "high"),
    ("set('a', 'b')", lambda n: "'a,b'", lambda n: "a,b"),
    ("json", lambda n: f"'{{\"n\": {n}}}'", lambda n: f"{{\"n\": {n}}}"),
    ("binary(4)", lambda n: "'abcd'", "bytes"),
    ("varbinary(10)", lambda n: "'abcd'", "bytes"),
    ("blob", lambda n: "'abcd'", "bytes"),
    ("longtext", lambda n: f"'long {n}'", lambda n: f"long {n}"),
)
POSTGRESQL = COMMON + (
    ("real", lambda n: "0.1", lambda n: "0.1"),
    ("double precision", lambda n: "0.1::float8 + 0.2", lambda n: "0.3" if n < 0 else "0.30000000000000004"),
    ("numeric", lambda n: "'NaN'", lambda n: "NaN"),
    ("double precision", lambda n: "'-infinity'", lambda n: "-Infinity"),
    ("timestamp", lambda n: f"'2024-04-01 10:{n % 60:02}:01'", lambda n: f"2024-04-01 10:{n % 60:02}:01"),
    ("bytea", lambda n: "'abcd'", "bytes"),
    ("uuid", lambda n: f"'00000000-0000-0000-0000-{n:012}'", lambda n: f"00000000-0000-0000-0000-{n:012}"),
    ("json", lambda n: f"'{{\"n\": {n}}}'", lambda n: f"{{\"n\": {n}}}"),
    ("int[]", lambda n: f"'{{{n},2}}'", lambda n: f"{{{n},2}}"),
    ("interval", lambda n: "'1 day 02:00:00'", lambda n: "1 day 02:00:00"),
)
# psqlodbc has numbers for money, and does not tell bit strings from other texts.
LIBPQ = POSTGRESQL + (
    ("money", lambda n: f"{n}", lambda n: f"${n:,}.00"),
    ("bit(8)", lambda n: "b'00000101'", "bytes"),
    ("bit varying(8)", lambda n: "b'101'", "bytes"),
)


def cells(source, query):
    """The columns' names, and the rows, as the driver gives them."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(f'[[source]]\nname = "s"\n{source}\n')
        file.flush()
        done = subprocess.run([CELLS, file.name, query], capture_output=True, text=True, timeout=LIMIT)
    if done.returncode != 0:
        raise AssertionError(f"{query}: exit {done.returncode}\n{done.stderr}")
    lines = [line.split("\t")[:-1] for line in done.stdout.splitlines()]
    return lines[0], lines[1:]


def odbc(driver, port, database, user):
    return (f'driver = "odbc"\nodbc_driver = "{driver}"\nhost = "127.0.0.1"\nport = {port}\n'
            f'database = "{database}"\nuser = "{user}"\ntls = "disable"')


class Types(unittest.TestCase):
    def check(self, source, fill, types):
        """Each type between two columns of numbers, whose cells nothing may touch; NULL in the second row."""
        for index, (sql, value, right) in enumerate(types):
            for count in ROWS:
                with self.subTest(type=sql, value=value(1), rows=count):
                    table = f"t{index}_{count}"
                    fill(table, sql, ["NULL" if n == 1 else value(n) for n in range(count)])
                    names, rows = cells(source, f"SELECT id, v, id + 1 AS behind FROM {table} ORDER BY id")
                    self.assertEqual([(row[0], row[2]) for row in rows], [(f"{n}", f"{n + 1}") for n in range(count)])
                    if right == "bytes":
                        self.assertEqual(names[1], "v:bytes")
                    elif right is not None:
                        self.assertEqual([row[1].rstrip(" ") for row in rows],
                                         ["NULL" if n == 1 else right(n) for n in range(count)])

    def fill_mariadb(self, table, sql, values):
        MARIA.sql(f"CREATE OR REPLACE TABLE {table} (id int, v {sql} NULL); INSERT INTO {table} VALUES "
                  + ", ".join(f"({n}, {value})" for n, value in enumerate(values)), "council")

    def fill_postgresql(self, table, sql, values):
        POSTGRES.psql(f"DROP TABLE IF EXISTS {table}; CREATE TABLE {table} (id int, v {sql}); INSERT INTO {table} VALUES "
                      + ", ".join(f"({n}, {value})" for n, value in enumerate(values)))

    def test_mariadb(self):
        self.check(odbc("MariaDB Unicode", MARIA.port, "council", "waymark"), self.fill_mariadb, MARIADB)

    def test_postgresql_by_odbc(self):
        self.check(odbc("PostgreSQL Unicode", POSTGRES.port, "postgres", "owner"), self.fill_postgresql, POSTGRESQL)

    def test_postgresql(self):
        self.check(f'driver = "postgresql"\nhost = "127.0.0.1"\nport = {POSTGRES.port}\ndatabase = "postgres"\n'
                   'user = "owner"\ntls = "disable"', self.fill_postgresql, LIBPQ)

    def test_sqlite_both_ways(self):
        types = (("integer", lambda n: n, lambda n: f"{n}"), ("real", lambda n: f"{n}.5", single),
                 ("text", lambda n: f"'é£ {n}'", lambda n: f"é£ {n}"),
                 ("numeric", lambda n: "'n/a'" if n == 2 else f"{n}", lambda n: "n/a" if n == 2 else f"{n}"))
        with tempfile.TemporaryDirectory(prefix="waymark-types-") as folder:
            file = Path(folder) / "x.db"

            def fill(table, sql, values):
                with sqlite3.connect(file) as database:
                    database.execute(f"DROP TABLE IF EXISTS {table}")
                    database.execute(f"CREATE TABLE {table} (id int, v {sql})")
                    database.execute(f"INSERT INTO {table} VALUES "
                                     + ", ".join(f"({n}, {value})" for n, value in enumerate(values)))

            self.check(f'driver = "sqlite"\npath = "{file}"', fill, types)
            self.check(f'driver = "odbc"\nodbc_driver = "SQLite3"\ndatabase = "{file}"', fill, types)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + [a for a in sys.argv[1:] if a.startswith("-") or "." in a and "/" not in a])
