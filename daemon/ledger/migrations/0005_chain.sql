-- One sequence of numbers and one chain of digests for everything that an authority has recorded (docs/adr/0011,
-- docs/ledger-format.md), texts that can be erased, corrected times, breakdowns. What needs SHA-256 is converted by
-- convert.cpp in the same transaction. Foreign keys are off while migrations run.

DROP VIEW v_observation_current;
DROP VIEW v_observation_as_of;
DROP VIEW v_commitment_status_history;
DROP VIEW observation;
DROP TRIGGER run_is_sealed;
DROP TRIGGER plan_version_stands;
DROP TRIGGER commitment_status_stands;

-- `breakdown`: which part of the indicator and scope, `ward=Abbey`; '' is the whole.
CREATE TABLE series_of_5 (
  id        INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  indicator TEXT NOT NULL,
  scope     TEXT NOT NULL,
  breakdown TEXT NOT NULL DEFAULT '',
  UNIQUE (authority, indicator, scope, breakdown)
) STRICT;
INSERT INTO series_of_5 (id, authority, indicator, scope) SELECT id, authority, indicator, scope FROM series;
DROP TABLE series;
ALTER TABLE series_of_5 RENAME TO series;

-- `number`: its place in the authority's sequence. `reading`: fingerprint of what the input was read with; NULL:
-- recorded before that was kept. `place`: where its input stands in the order of files, as the id of a run: its own,
-- or the place of the reading that it replaces. `known_since`: days since 1970, when its figures were known before
-- they were recorded.
ALTER TABLE run ADD COLUMN authority TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN number INTEGER;
ALTER TABLE run ADD COLUMN reading BLOB;
ALTER TABLE run ADD COLUMN place INTEGER;
ALTER TABLE run ADD COLUMN known_since INTEGER;
ALTER TABLE plan_version ADD COLUMN number INTEGER;
ALTER TABLE plan_version ADD COLUMN known_since INTEGER;
ALTER TABLE commitment_status ADD COLUMN number INTEGER;

-- A run is of the authority of its figures; without any, of its collector's other runs; without those, of the only
-- authority there is.
CREATE TABLE run_authority AS
SELECT run, min(authority) AS authority
FROM (SELECT DISTINCT run, series FROM observation_block UNION SELECT DISTINCT run, series FROM contribution) AS f
JOIN series ON series.id = f.series
GROUP BY run;
CREATE UNIQUE INDEX run_authority_by_run ON run_authority (run);
UPDATE run SET place = id, authority = coalesce(
  (SELECT a.authority FROM run_authority AS a WHERE a.run = run.id),
  (SELECT min(a.authority) FROM run AS other JOIN run_authority AS a ON a.run = other.id
   WHERE other.collector = run.collector),
  (SELECT CASE WHEN count(DISTINCT authority) = 1 THEN min(authority) END
   FROM (SELECT authority FROM series UNION SELECT authority FROM plan_version)),
  '');
DROP TABLE run_authority;

-- In the order of time; of one second, plans come before figures and these before statuses. Times never went back.
CREATE TABLE numbered AS
SELECT authority, kind, id, recorded, row_number() OVER (PARTITION BY authority ORDER BY recorded, rank, id) AS number
FROM (
  SELECT authority, 'plan' AS kind, 1 AS rank, id, max(loaded) OVER (ORDER BY id) AS recorded FROM plan_version
  UNION ALL
  SELECT authority, 'run', 2, id, max(recorded) OVER (ORDER BY id) FROM run
  UNION ALL
  SELECT authority, 'statuses', 3, as_of, known FROM commitment_status GROUP BY authority, known, as_of
);
CREATE UNIQUE INDEX numbered_by_subject ON numbered (kind, authority, id, recorded);
UPDATE run SET number = (SELECT number FROM numbered AS n
  WHERE n.kind = 'run' AND n.authority = run.authority AND n.id = run.id);
UPDATE plan_version SET number = (SELECT number FROM numbered AS n
  WHERE n.kind = 'plan' AND n.authority = plan_version.authority AND n.id = plan_version.id);
UPDATE commitment_status SET number = (SELECT number FROM numbered AS n
  WHERE n.kind = 'statuses' AND n.authority = commitment_status.authority AND n.id = commitment_status.as_of
    AND n.recorded = commitment_status.known);
DROP TABLE numbered;
CREATE UNIQUE INDEX run_by_number ON run (authority, number);
CREATE UNIQUE INDEX plan_version_by_number ON plan_version (authority, number);
CREATE INDEX commitment_status_by_number ON commitment_status (authority, number);
CREATE INDEX contribution_by_run ON contribution (run);
CREATE INDEX source_file_version_by_run ON source_file_version (run);

-- Statements that were recorded, but do not count because a file with a later place says otherwise. Columns as in
-- `observation`.
CREATE TABLE overtaken (
  series            INTEGER NOT NULL REFERENCES series (id),
  period            INTEGER NOT NULL,
  run               INTEGER NOT NULL REFERENCES run (id),
  mantissa          INTEGER NOT NULL,
  form              INTEGER NOT NULL,
  source_row        INTEGER NOT NULL,
  numerator         INTEGER,
  numerator_scale   INTEGER,
  denominator       INTEGER,
  denominator_scale INTEGER,
  PRIMARY KEY (series, period, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX overtaken_by_run ON overtaken (run);

-- What somebody did: `content` is JSON. Texts that can be erased lie in `act_text`.
CREATE TABLE act (
  authority TEXT NOT NULL,
  number    INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  role      TEXT NOT NULL,
  recorded  INTEGER NOT NULL,
  content   TEXT NOT NULL,
  PRIMARY KEY (authority, number)
) STRICT, WITHOUT ROWID;

-- Texts that may hold personal data. The chain has `digest`, the SHA-256 of salt and content, so that both can be
-- erased: the salt too, since a short text could be guessed from its digest.
CREATE TABLE erasable (
  id      INTEGER PRIMARY KEY,
  salt    BLOB,
  digest  BLOB NOT NULL,
  content TEXT
) STRICT;

ALTER TABLE reject RENAME TO reject_of_4;  -- convert.cpp moves its rows

CREATE TABLE act_text (
  authority TEXT NOT NULL,
  number    INTEGER NOT NULL,
  name      TEXT NOT NULL,
  text      INTEGER NOT NULL REFERENCES erasable (id),
  PRIMARY KEY (authority, number, name),
  FOREIGN KEY (authority, number) REFERENCES act (authority, number)
) STRICT, WITHOUT ROWID;

-- Rejected rows. `text`: reason and record as read, as `LENGTH:REASONRAW` with the length of the reason in bytes.
CREATE TABLE rejected_row (
  run     INTEGER NOT NULL REFERENCES run (id),
  ordinal INTEGER NOT NULL,
  line    INTEGER NOT NULL,
  field   TEXT NOT NULL,
  text    INTEGER NOT NULL REFERENCES erasable (id),
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;

-- Of each authority's sequence one entry a number. `content`: digest of everything that the entry recorded. `link`:
-- digest of the link before and of this entry.
CREATE TABLE entry (
  authority TEXT NOT NULL,
  number    INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  recorded  INTEGER NOT NULL,
  content   BLOB NOT NULL,
  link      BLOB NOT NULL,
  PRIMARY KEY (authority, number)
) STRICT, WITHOUT ROWID;

-- Where each sequence ends, so that an end cut off is noticed.
CREATE TABLE head (
  authority TEXT PRIMARY KEY,
  number    INTEGER NOT NULL,
  link      BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- When entries recorded with a wrong clock were really recorded. Derived from the acts of kind `correct-times`.
CREATE TABLE corrected_time (
  authority TEXT NOT NULL,
  number    INTEGER NOT NULL,
  recorded  INTEGER NOT NULL,
  PRIMARY KEY (authority, number)
) STRICT, WITHOUT ROWID;

-- When each run was recorded, as corrected.
CREATE VIEW run_time AS
SELECT r.id AS run, coalesce(t.recorded, r.recorded) AS recorded
FROM run AS r
LEFT JOIN corrected_time AS t ON t.authority = r.authority AND t.number = r.number;

-- Which log belongs to this file (docs/adr/0009): `waymark-lineage:`, the token of the write transaction before the
-- last, the token of the last. Nothing that was recorded, and so not part of the chain.
CREATE TABLE lineage (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  text TEXT NOT NULL CHECK (length(text) = 48)
) STRICT;
INSERT INTO lineage VALUES (1, 'waymark-lineage:' || '0000000000000000' || lower(hex(randomblob(8))));

-- Digest of what `plan_indicator` and `plan_commitment` say of an authority.
CREATE TABLE plan_description (
  authority TEXT PRIMARY KEY,
  version   INTEGER NOT NULL REFERENCES plan_version (id),
  digest    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The rejected rows with their texts; NULL where they were erased. By bytes, since records may hold any.
CREATE VIEW reject AS
SELECT r.run, r.ordinal, r.line, r.field,
  CAST(substr(bytes, colon + 1, length) AS TEXT) AS reason, CAST(substr(bytes, colon + 1 + length) AS TEXT) AS raw
FROM rejected_row AS r
JOIN (SELECT id, CAST(content AS BLOB) AS bytes, instr(content, ':') AS colon, CAST(content AS INTEGER) AS length
      FROM erasable) AS e ON e.id = r.text;

-- The figures again, a row each. CROSS JOIN keeps the order: from a series to its blocks to their figures.
CREATE VIEW observation AS
SELECT b.series, b.block << 4 | json_extract(v.value, '$[0]') AS period, b.run,
  json_extract(v.value, '$[1]') AS mantissa, json_extract(v.value, '$[2]') AS form,
  json_extract(v.value, '$[3]') AS source_row,
  json_extract(v.value, '$[4]') AS numerator, json_extract(v.value, '$[5]') AS numerator_scale,
  json_extract(v.value, '$[6]') AS denominator, json_extract(v.value, '$[7]') AS denominator_scale
FROM observation_block AS b CROSS JOIN json_each(b.versions) AS v;

-- For other programs, kept stable (docs/history.md).

-- Every version, with when it stood: recorded_from <= t < recorded_to. The last one stands until the end of 9999.
-- CROSS JOIN keeps the order: from a series to its figures, never through all figures to find those of a series.
-- The window is parted by what a series is asked for by, so that such conditions reach the tables. Times are the
-- corrected ones.
CREATE VIEW v_observation_as_of AS
WITH version AS (
  SELECT s.authority, s.indicator, p.title, s.scope, s.breakdown, p.unit, p.decimals,
    o.period >> 24 AS kind, o.period & 16777215 AS ordinal,
    o.mantissa, o.form & 31 AS scale, o.form >> 6 AS flag,
    o.numerator AS n, o.numerator_scale AS n_scale, o.denominator AS d, o.denominator_scale AS d_scale,
    CASE p.unit WHEN 'percent' THEN 2 WHEN 'per_1000' THEN 3 ELSE 0 END AS shift,
    coalesce(t.recorded, r.recorded) AS recorded_from,
    lead(coalesce(t.recorded, r.recorded), 1, 253402300799) OVER version AS recorded_to,
    row_number() OVER version - 1 AS revision,
    c.name AS collector, nullif(r.path, '') AS path, nullif(o.source_row, 0) AS source_row, o.run
  FROM series AS s
  CROSS JOIN observation AS o ON o.series = s.id
  CROSS JOIN run AS r ON r.id = o.run
  CROSS JOIN collector AS c ON c.id = r.collector
  LEFT JOIN corrected_time AS t ON t.authority = r.authority AND t.number = r.number
  LEFT JOIN plan_indicator AS p ON p.authority = s.authority AND p.indicator = s.indicator
  WINDOW version AS (PARTITION BY s.authority, s.indicator, s.scope, s.breakdown, o.period ORDER BY o.run)
), dated AS (
  SELECT *,
    CASE kind
      WHEN 1 THEN date('1900-01-01', ordinal || ' days')
      WHEN 2 THEN date('1900-01-01', (7 * ordinal) || ' days')
      WHEN 3 THEN date('1900-01-01', ordinal || ' months')
      WHEN 4 THEN date('1900-01-01', (3 * ordinal) || ' months')
      WHEN 5 THEN date('1899-04-01', ordinal || ' years')
      WHEN 6 THEN date('1900-01-01', ordinal || ' years')
    END AS period_start,
    n_scale - d_scale - shift - decimals AS excess
  FROM version
), divided AS (
  SELECT *,
    CASE kind
      WHEN 1 THEN period_start
      WHEN 2 THEN date(period_start, '6 days')
      WHEN 3 THEN date(period_start, '1 month', '-1 day')
      WHEN 4 THEN date(period_start, '3 months', '-1 day')
      ELSE date(period_start, '1 year', '-1 day')
    END AS period_end,
    CASE WHEN d != 0 AND excess BETWEEN -18 AND 18 THEN
      2 * abs(n) * CAST('1' || substr('000000000000000000', 1, max(-excess, 0)) AS INTEGER)
        + abs(d) * CAST('1' || substr('000000000000000000', 1, max(excess, 0)) AS INTEGER)
    END AS dividend,
    2 * abs(d) * CAST('1' || substr('000000000000000000', 1, max(excess, 0)) AS INTEGER) AS divisor
  FROM dated
), valued AS (
  SELECT *,
    CASE WHEN scale < 31 THEN mantissa
         WHEN typeof(dividend) = 'integer' AND typeof(divisor) = 'integer'
         THEN dividend / divisor * CASE WHEN (n < 0) = (d < 0) THEN 1 ELSE -1 END
    END AS shown,
    CASE WHEN scale < 31 THEN scale ELSE decimals END AS shown_scale
  FROM divided
)
SELECT authority, indicator, title, scope, unit,
  CASE kind WHEN 1 THEN 'day' WHEN 2 THEN 'week' WHEN 3 THEN 'month' WHEN 4 THEN 'quarter'
            WHEN 5 THEN 'financial_year' WHEN 6 THEN 'calendar_year' END AS frequency,
  CASE kind
    WHEN 1 THEN period_start
    WHEN 2 THEN strftime('%Y', period_start, '3 days') || '-W'
             || printf('%02d', (strftime('%j', period_start, '3 days') - 1) / 7 + 1)
    WHEN 3 THEN substr('JanFebMarAprMayJunJulAugSepOctNovDec', strftime('%m', period_start) * 3 - 2, 3)
             || strftime(' %Y', period_start)
    WHEN 4 THEN printf('%d/%02d Q%d', 1899 + (ordinal + 3) / 4, (1900 + (ordinal + 3) / 4) % 100,
                       (ordinal + 3) % 4 + 1)
    WHEN 5 THEN printf('%d/%02d', 1899 + ordinal, (1900 + ordinal) % 100)
    WHEN 6 THEN strftime('%Y', period_start)
  END AS period,
  period_start, period_end,
  CAST(strftime('%s', period_start) AS INTEGER) AS period_start_epoch,
  CAST(strftime('%s', period_end) AS INTEGER) + 86399 AS period_end_epoch,
  substr('-', 1, shown < 0) || CASE shown_scale WHEN 0 THEN printf('%d', abs(shown))
      ELSE printf('%d.%0*d', abs(shown) / CAST('1' || substr('000000000000000000', 1, shown_scale) AS INTEGER), shown_scale, abs(shown) % CAST('1' || substr('000000000000000000', 1, shown_scale) AS INTEGER)) END AS value,
  CASE WHEN shown IS NOT NULL THEN shown * 1.0 / CAST('1' || substr('000000000000000000', 1, shown_scale) AS INTEGER)
       WHEN decimals IS NOT NULL AND d != 0
       THEN (n * 1.0 / CAST('1' || substr('000000000000000000', 1, n_scale) AS INTEGER)) / (d * 1.0 / CAST('1' || substr('000000000000000000', 1, d_scale) AS INTEGER))
              * CAST('1' || substr('000000000000000000', 1, shift) AS INTEGER)
  END AS number,
  substr('-', 1, n < 0) || CASE n_scale WHEN 0 THEN printf('%d', abs(n))
      ELSE printf('%d.%0*d', abs(n) / CAST('1' || substr('000000000000000000', 1, n_scale) AS INTEGER), n_scale, abs(n) % CAST('1' || substr('000000000000000000', 1, n_scale) AS INTEGER)) END AS numerator,
  substr('-', 1, d < 0) || CASE d_scale WHEN 0 THEN printf('%d', abs(d))
      ELSE printf('%d.%0*d', abs(d) / CAST('1' || substr('000000000000000000', 1, d_scale) AS INTEGER), d_scale, abs(d) % CAST('1' || substr('000000000000000000', 1, d_scale) AS INTEGER)) END AS denominator,
  CASE flag WHEN 1 THEN 'break_in_series' WHEN 2 THEN 'confidential' WHEN 3 THEN 'estimate' WHEN 4 THEN 'forecast'
            WHEN 5 THEN 'provisional' WHEN 6 THEN 'revised' WHEN 7 THEN 'low_reliability' WHEN 8 THEN 'unavailable'
            WHEN 9 THEN 'not_applicable' END AS flag,
  scale = 31 AND n IS NULL AS withdrawn,
  revision, recorded_from, recorded_to, collector, path, source_row, run, breakdown
FROM valued;

-- Each period's figure as it stands.
CREATE VIEW v_observation_current AS
SELECT authority, indicator, title, scope, unit, frequency, period, period_start, period_end, period_start_epoch,
  period_end_epoch, value, number, numerator, denominator, flag, withdrawn, revision, recorded_from AS recorded,
  collector, path, source_row, run, breakdown
FROM v_observation_as_of
WHERE recorded_to = 253402300799;

-- A commitment's status, and when it was known to be that: known_from <= t < known_to.
CREATE VIEW v_commitment_status_history AS
WITH said AS (
  SELECT s.authority, s.commitment, s.ordinal, s.as_of, s.status, s.reason, coalesce(t.recorded, s.known) AS known
  FROM commitment_status AS s
  LEFT JOIN corrected_time AS t ON t.authority = s.authority AND t.number = s.number
)
SELECT s.authority, s.commitment, p.title, p.indicator, p.scope, p.theme, s.status, s.reason,
  date(s.as_of * 86400, 'unixepoch') AS as_of,
  s.known AS known_from,
  coalesce((SELECT later.known FROM said AS later
            WHERE later.authority = s.authority AND later.commitment = s.commitment AND later.ordinal > s.ordinal
            ORDER BY later.ordinal LIMIT 1), 253402300799) AS known_to
FROM said AS s
LEFT JOIN plan_commitment AS p ON p.authority = s.authority AND p.commitment = s.commitment
WHERE s.status IS NOT NULL;

-- What is kept is never changed. An erasable text only loses its content.
CREATE TRIGGER run_is_sealed BEFORE UPDATE ON run WHEN OLD.outcome IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'a finished run is never changed');
END;
CREATE TRIGGER plan_version_stands BEFORE UPDATE ON plan_version BEGIN
  SELECT RAISE(ABORT, 'plan versions are never changed');
END;
CREATE TRIGGER commitment_status_stands BEFORE UPDATE ON commitment_status BEGIN
  SELECT RAISE(ABORT, 'statuses are never changed: the next one is a further row');
END;
CREATE TRIGGER series_is_kept BEFORE DELETE ON series BEGIN
  SELECT RAISE(ABORT, 'series are never deleted');
END;
CREATE TRIGGER series_stands BEFORE UPDATE ON series BEGIN
  SELECT RAISE(ABORT, 'series are never changed');
END;
CREATE TRIGGER collector_is_kept BEFORE DELETE ON collector BEGIN
  SELECT RAISE(ABORT, 'collectors are never deleted');
END;
CREATE TRIGGER collector_stands BEFORE UPDATE ON collector BEGIN
  SELECT RAISE(ABORT, 'collectors are never changed');
END;
CREATE TRIGGER overtaken_is_kept BEFORE DELETE ON overtaken BEGIN
  SELECT RAISE(ABORT, 'statements are never deleted');
END;
CREATE TRIGGER overtaken_stands BEFORE UPDATE ON overtaken BEGIN
  SELECT RAISE(ABORT, 'statements are never changed');
END;
CREATE TRIGGER act_is_kept BEFORE DELETE ON act BEGIN
  SELECT RAISE(ABORT, 'acts are never deleted');
END;
CREATE TRIGGER act_stands BEFORE UPDATE ON act BEGIN
  SELECT RAISE(ABORT, 'acts are never changed');
END;
CREATE TRIGGER act_text_is_kept BEFORE DELETE ON act_text BEGIN
  SELECT RAISE(ABORT, 'acts are never deleted');
END;
CREATE TRIGGER act_text_stands BEFORE UPDATE ON act_text BEGIN
  SELECT RAISE(ABORT, 'acts are never changed');
END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN
  SELECT RAISE(ABORT, 'entries are never deleted');
END;
CREATE TRIGGER entry_stands BEFORE UPDATE ON entry BEGIN
  SELECT RAISE(ABORT, 'entries are never changed');
END;
CREATE TRIGGER rejected_row_is_kept BEFORE DELETE ON rejected_row BEGIN
  SELECT RAISE(ABORT, 'rejects are never deleted');
END;
CREATE TRIGGER rejected_row_stands BEFORE UPDATE ON rejected_row BEGIN
  SELECT RAISE(ABORT, 'rejects are never changed');
END;
CREATE TRIGGER source_file_is_kept BEFORE DELETE ON source_file BEGIN
  SELECT RAISE(ABORT, 'files are never deleted');
END;
CREATE TRIGGER source_file_stands BEFORE UPDATE ON source_file BEGIN
  SELECT RAISE(ABORT, 'files are never changed');
END;
CREATE TRIGGER source_file_version_is_kept BEFORE DELETE ON source_file_version BEGIN
  SELECT RAISE(ABORT, 'files are never deleted');
END;
CREATE TRIGGER source_file_version_stands BEFORE UPDATE ON source_file_version BEGIN
  SELECT RAISE(ABORT, 'files are never changed');
END;
CREATE TRIGGER milestone_state_is_kept BEFORE DELETE ON milestone_state BEGIN
  SELECT RAISE(ABORT, 'plan versions are never deleted');
END;
CREATE TRIGGER milestone_state_stands BEFORE UPDATE ON milestone_state BEGIN
  SELECT RAISE(ABORT, 'plan versions are never changed');
END;
CREATE TRIGGER commentary_is_kept BEFORE DELETE ON commentary BEGIN
  SELECT RAISE(ABORT, 'plan versions are never deleted');
END;
CREATE TRIGGER commentary_stands BEFORE UPDATE ON commentary BEGIN
  SELECT RAISE(ABORT, 'plan versions are never changed');
END;
CREATE TRIGGER migration_is_kept BEFORE DELETE ON migration BEGIN
  SELECT RAISE(ABORT, 'migrations are never deleted');
END;
CREATE TRIGGER migration_stands BEFORE UPDATE ON migration BEGIN
  SELECT RAISE(ABORT, 'migrations are never changed');
END;
CREATE TRIGGER erasable_is_kept BEFORE DELETE ON erasable BEGIN
  SELECT RAISE(ABORT, 'texts are never deleted: erase their content');
END;
CREATE TRIGGER erasable_stands BEFORE UPDATE ON erasable WHEN NEW.id IS NOT OLD.id OR NEW.digest IS NOT OLD.digest OR NEW.content IS NOT NULL
  OR NEW.salt IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'texts are never changed, only erased');
END;

-- What each reading of a file said, also where that stored no version: so that a file can be read again in its place
-- (docs/adr/0010).

-- The series that a reading spoke of: JSON of ascending numbers, [first, count, gap, count, gap, count, ...]. Runs
-- from before have none, and spoke of the series that they added versions to.
CREATE TABLE reading_series (
  run    INTEGER PRIMARY KEY REFERENCES run (id),
  series TEXT NOT NULL
) STRICT;

-- Of which periods a run said what was there already (nothing, where it withdrew and nothing was there). `periods` as
-- `reading_series.series`.
CREATE TABLE restated (
  run     INTEGER NOT NULL REFERENCES run (id),
  series  INTEGER NOT NULL REFERENCES series (id),
  periods TEXT NOT NULL,
  PRIMARY KEY (run, series)
) STRICT, WITHOUT ROWID;

-- Versions of a run that its file does not say: what the run in `source` had said stands again, since this file no
-- longer says otherwise.
CREATE TABLE fallback (
  series INTEGER NOT NULL REFERENCES series (id),
  period INTEGER NOT NULL,
  run    INTEGER NOT NULL REFERENCES run (id),
  source INTEGER NOT NULL REFERENCES run (id),
  PRIMARY KEY (series, period, run)
) STRICT, WITHOUT ROWID;

CREATE INDEX fallback_by_run ON fallback (run);
CREATE INDEX run_by_place ON run (place, id);

CREATE TRIGGER reading_series_is_kept BEFORE DELETE ON reading_series BEGIN
  SELECT RAISE(ABORT, 'statements are never deleted');
END;
CREATE TRIGGER reading_series_stands BEFORE UPDATE ON reading_series BEGIN
  SELECT RAISE(ABORT, 'statements are never changed');
END;
CREATE TRIGGER restated_is_kept BEFORE DELETE ON restated BEGIN
  SELECT RAISE(ABORT, 'statements are never deleted');
END;
CREATE TRIGGER restated_stands BEFORE UPDATE ON restated BEGIN
  SELECT RAISE(ABORT, 'statements are never changed');
END;
CREATE TRIGGER fallback_is_kept BEFORE DELETE ON fallback BEGIN
  SELECT RAISE(ABORT, 'statements are never deleted');
END;
CREATE TRIGGER fallback_stands BEFORE UPDATE ON fallback BEGIN
  SELECT RAISE(ABORT, 'statements are never changed');
END;
