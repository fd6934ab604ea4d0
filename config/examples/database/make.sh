#!/usr/bin/env bash
#
# Makes three invented systems of an invented council, with figures that are the same each time.
#
#   ./make.sh              as SQLite files in systems/: finance.db, hr.db, service_desk.db
#   ./make.sh postgresql   the same as SQL on standard output, in a schema each:  ./make.sh postgresql | psql DATABASE
#
# Needs sqlite3 for the files, and awk.

set -euo pipefail
cd "$(dirname "$0")"

# Names no person: agency workers and employees are numbers, as in the systems' own reports.

finance() {
  cat <<'SQL'
CREATE TABLE cost_code (code varchar(10) PRIMARY KEY, title varchar(60) NOT NULL);
CREATE TABLE ledger_line (id integer PRIMARY KEY, posted date NOT NULL, cost_code varchar(10) NOT NULL,
  service varchar(40) NOT NULL, pence bigint NOT NULL);
CREATE TABLE budget (financial_year varchar(7) NOT NULL, cost_code varchar(10) NOT NULL, service varchar(40) NOT NULL,
  pence bigint NOT NULL);
INSERT INTO cost_code VALUES ('1010', 'Basic pay'), ('1020', 'Employer on-costs'), ('1050', 'Agency staff'),
  ('1055', 'Agency staff: fees'), ('1060', 'Consultants'), ('4010', 'Vehicle hire');
SQL
  awk -v q="'" 'BEGIN {
    services = split("Adult Care|Waste|Customer Services", service, "|")
    for (y = 2024; y <= 2026; y++) for (m = 1; m <= 12; m++) {
      n = (y - 2024) * 12 + m
      if (n < 4 || n > 27) continue   # April 2024 to March 2026
      for (s = 1; s <= services; s++) {
        day = sprintf("%d-%02d", y, m)
        line(day "-27", "1010", service[s], 41000000 + s * 3700000 + n * 41000)
        line(day "-27", "1020", service[s], 9200000 + s * 800000 + n * 9100)
        line(day "-12", "1050", service[s], 3900000 - n * 52000 + s * 410000 + (n * 7919 + s * 104729) % 90000)
        line(day "-12", "1055", service[s], 310000 - n * 4000 + s * 29000)
        if (n % 3 == 0) line(day "-20", "1060", service[s], 450000 + s * 21050)
        line(day "-05", "4010", service[s], 120000 + s * 9900)
      }
    }
    for (y = 2024; y <= 2025; y++) for (s = 1; s <= services; s++) {
      year = sprintf("%d/%02d", y, (y + 1) % 100)
      printf "INSERT INTO budget VALUES (%c%s%c, %c1010%c, %c%s%c, %d);\n", q, year, q, q, q, q, service[s], q, (y - 2023) * 12000000 + 540000000 + s * 42000000
      printf "INSERT INTO budget VALUES (%c%s%c, %c1020%c, %c%s%c, %d);\n", q, year, q, q, q, q, service[s], q, (y - 2023) * 2000000 + 118000000 + s * 9000000
    }
  }
  function line(day, code, service, pence) {
    printf "INSERT INTO ledger_line VALUES (%d, %c%s%c, %c%s%c, %c%s%c, %d);\n", ++id, q, day, q, q, code, q, q, service, q, pence
  }'
}

hr() {
  cat <<'SQL'
CREATE TABLE month_end (day date PRIMARY KEY);
CREATE TABLE placement (id integer PRIMARY KEY, person integer NOT NULL, service varchar(40) NOT NULL,
  kind varchar(10) NOT NULL, fte decimal(4,2) NOT NULL, started date NOT NULL, ended date);
SQL
  awk -v q="'" 'BEGIN {
    split("31 28 31 30 31 30 31 31 30 31 30 31", days, " ")
    for (n = 4; n <= 27; n++) {
      y = 2024 + int((n - 1) / 12); m = (n - 1) % 12 + 1
      printf "INSERT INTO month_end VALUES (%c%d-%02d-%02d%c);\n", q, y, m, m == 2 && y == 2024 ? 29 : days[m], q
    }
    services = split("Adult Care|Waste|Customer Services", service, "|")
    for (p = 1; p <= 240; p++) {
      s = p % services + 1
      agency = p % 11 == 0
      from = agency ? p * 37 % 26 : p % 9 == 0 ? p * 13 % 24 : -30 - p % 60   # months after January 2024
      till = agency ? from + 4 + p * 5 % 17 : p % 8 == 0 ? from + 20 + p % 50 : 99
      fte = p % 5 == 0 ? "0.60" : p % 7 == 0 ? "0.80" : "1.00"
      printf "INSERT INTO placement VALUES (%d, %d, %c%s%c, %c%s%c, %s, %s, %s);\n", p, 5000 + p, q, service[s], q, q, agency ? "agency" : "employee", q, fte, date(from), (till > 26 ? "NULL" : date(till))
    }
  }
  function date(n,   y, m) {
    y = 2024 + int((n + 1200) / 12) - 100; m = (n + 1200) % 12 + 1
    return sprintf("%c%d-%02d-%02d%c", q, y, m, 1 + (n + 1200) % 27, q)
  }'
}

service_desk() {
  cat <<'SQL'
CREATE TABLE ticket (id integer PRIMARY KEY, opened timestamp NOT NULL, resolved timestamp, changed timestamp NOT NULL,
  days_open integer);
SQL
  awk -v q="'" 'BEGIN {
    for (n = 4; n <= 27; n++) {
      y = 2024 + int((n - 1) / 12); m = (n - 1) % 12 + 1
      for (t = 1; t <= 40 + n * 7 % 13; t++) {
        day = 1 + t * 11 % 25
        took = (t * 31 + n * 17) % 23 < 17 + n / 6 ? t % 5 : 5 + t % 9
        resolved = day + took > 28 ? 28 : day + took
        open = n == 27 && t % 10 == 0
        printf "INSERT INTO ticket VALUES (%d, %c%d-%02d-%02d 09:%02d:00%c, ", ++id, q, y, m, day, t % 60, q
        if (open) printf "NULL, %c%d-%02d-%02d 09:%02d:00%c, NULL);\n", q, y, m, day, t % 60, q
        else printf "%c%d-%02d-%02d 16:00:00%c, %c%d-%02d-%02d 16:00:00%c, %d);\n", q, y, m, resolved, q, q, y, m, resolved, q, resolved - day
      }
    }
  }'
}

if [[ ${1:-sqlite} == postgresql ]]; then
  for system in finance hr service_desk; do
    printf 'BEGIN;\nCREATE SCHEMA %s;\nSET LOCAL search_path = %s;\n' "$system" "$system"
    "$system"
    printf 'COMMIT;\n'
  done
  exit
fi

command -v sqlite3 >/dev/null || {
  echo "make.sh needs the sqlite3 program (Debian package sqlite3)" >&2
  exit 1
}
mkdir -p systems
for system in finance hr service_desk; do
  rm -f "systems/$system.db" "systems/$system.db.new"
  { printf 'BEGIN;\n'; "$system"; printf 'COMMIT;\n'; } | sqlite3 -bail "systems/$system.db.new"
  mv "systems/$system.db.new" "systems/$system.db"
done
echo "made systems/finance.db, systems/hr.db and systems/service_desk.db"
