-- History for other programs: what a plan calls things, how statuses changed, and the views that are kept stable
-- (docs/history.md). Nothing here takes part in recording figures.

-- The plan in force, in the words of `plan_version`: replaced whole when a version is recorded. Derived, like
-- series_state. `decimals` are those of computed values.
CREATE TABLE plan_indicator (
  authority TEXT NOT NULL,
  indicator TEXT NOT NULL,
  version   INTEGER NOT NULL REFERENCES plan_version (id),
  title     TEXT NOT NULL,
  unit      TEXT NOT NULL,
  polarity  TEXT NOT NULL,
  frequency TEXT NOT NULL,
  decimals  INTEGER NOT NULL,
  PRIMARY KEY (authority, indicator)
) STRICT, WITHOUT ROWID;
CREATE TABLE plan_commitment (
  authority  TEXT NOT NULL,
  commitment TEXT NOT NULL,
  version    INTEGER NOT NULL REFERENCES plan_version (id),
  title      TEXT NOT NULL,
  indicator  TEXT NOT NULL,
  scope      TEXT NOT NULL,
  theme      TEXT NOT NULL,
  owner      TEXT NOT NULL,
  PRIMARY KEY (authority, commitment)
) STRICT, WITHOUT ROWID;

-- What core::evaluate said of a commitment, a row whenever that changed: through a figure, a plan or a day gone by.
-- `known` is when, `as_of` the day since 1970 that was evaluated, `period` that of the latest figure. No status: the plan no longer has the commitment.
CREATE TABLE commitment_status (
  authority  TEXT NOT NULL,
  commitment TEXT NOT NULL,
  ordinal    INTEGER NOT NULL,
  known      INTEGER NOT NULL,
  as_of      INTEGER NOT NULL,
  status     TEXT,
  reason     TEXT NOT NULL,
  period     INTEGER,
  PRIMARY KEY (authority, commitment, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER commitment_status_is_kept BEFORE DELETE ON commitment_status BEGIN
  SELECT RAISE(ABORT, 'statuses are never deleted');
END;
CREATE TRIGGER commitment_status_stands BEFORE UPDATE ON commitment_status BEGIN
  SELECT RAISE(ABORT, 'statuses are never changed: the next one is a further row');
END;

-- Every version, with when it stood: recorded_from <= t < recorded_to. The last one stands until the end of 9999.
-- CROSS JOIN keeps the order: from a series to its figures, never through all figures to find those of a series.
CREATE VIEW v_observation_as_of AS
WITH version AS (
  SELECT s.authority, s.indicator, p.title, s.scope, p.unit, p.decimals,
    o.period >> 24 AS kind, o.period & 16777215 AS ordinal,
    o.mantissa, o.form & 31 AS scale, o.form >> 6 AS flag,
    f.numerator AS n, f.numerator_scale AS n_scale, f.denominator AS d, f.denominator_scale AS d_scale,
    CASE p.unit WHEN 'percent' THEN 2 WHEN 'per_1000' THEN 3 ELSE 0 END AS shift,
    r.recorded AS recorded_from,
    coalesce((SELECT n.recorded FROM observation AS later JOIN run AS n ON n.id = later.run
              WHERE later.series = o.series AND later.period = o.period AND later.run > o.run
              ORDER BY later.run LIMIT 1), 253402300799) AS recorded_to,
    (SELECT count(*) FROM observation AS earlier
     WHERE earlier.series = o.series AND earlier.period = o.period AND earlier.run < o.run) AS revision,
    c.name AS collector, nullif(r.path, '') AS path, nullif(o.source_row, 0) AS source_row, o.run
  FROM series AS s
  CROSS JOIN observation AS o ON o.series = s.id
  CROSS JOIN run AS r ON r.id = o.run
  CROSS JOIN collector AS c ON c.id = r.collector
  LEFT JOIN fraction AS f ON f.series = o.series AND f.period = o.period AND f.run = o.run
  LEFT JOIN plan_indicator AS p ON p.authority = s.authority AND p.indicator = s.indicator
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
  revision, recorded_from, recorded_to, collector, path, source_row, run
FROM valued;

-- Each period's figure as it stands.
CREATE VIEW v_observation_current AS
SELECT authority, indicator, title, scope, unit, frequency, period, period_start, period_end, period_start_epoch,
  period_end_epoch, value, number, numerator, denominator, flag, withdrawn, revision, recorded_from AS recorded,
  collector, path, source_row, run
FROM v_observation_as_of
WHERE recorded_to = 253402300799;

-- A commitment's status, and when it was known to be that: known_from <= t < known_to.
CREATE VIEW v_commitment_status_history AS
SELECT s.authority, s.commitment, p.title, p.indicator, p.scope, p.theme, s.status, s.reason,
  date(s.as_of * 86400, 'unixepoch') AS as_of,
  s.known AS known_from,
  coalesce((SELECT later.known FROM commitment_status AS later
            WHERE later.authority = s.authority AND later.commitment = s.commitment AND later.ordinal > s.ordinal
            ORDER BY later.ordinal LIMIT 1), 253402300799) AS known_to
FROM commitment_status AS s
LEFT JOIN plan_commitment AS p ON p.authority = s.authority AND p.commitment = s.commitment
WHERE s.status IS NOT NULL;

-- The plan in force.
CREATE VIEW v_indicator AS
SELECT authority, indicator, title, unit, polarity, frequency FROM plan_indicator;
CREATE VIEW v_commitment AS
SELECT authority, commitment, title, indicator, scope, theme, owner FROM plan_commitment;
