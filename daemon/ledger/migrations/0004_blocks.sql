-- Figures in blocks instead of a row each (docs/adr/0008), and the views on them.

-- Every version of every figure. A row is what one run said of one series within a block of 16 periods: `block` is
-- core::Period::code() >> 4, and `versions` is JSON, in order of period, [[period, mantissa, form, source_row], ...]
-- with the last four bits of the code as the period. A ratio has its parts behind these: numerator,
-- numerator_scale, denominator, denominator_scale. `form` is scale | parts << 5 | flag << 6 with scale 31 for "no
-- value" and the flags numbered as core::Flag. `source_row` is the line in the file.
CREATE TABLE observation_block (
  series   INTEGER NOT NULL REFERENCES series (id),
  block    INTEGER NOT NULL,
  run      INTEGER NOT NULL REFERENCES run (id),
  versions TEXT NOT NULL,
  PRIMARY KEY (series, block, run)
) STRICT, WITHOUT ROWID;

INSERT INTO observation_block (series, block, run, versions)
SELECT series, block, run,
  json_group_array(json(CASE WHEN numerator IS NULL THEN json_array(place, mantissa, form, source_row)
    ELSE json_array(place, mantissa, form, source_row, numerator, numerator_scale, denominator, denominator_scale) END))
FROM (SELECT series, period >> 4 AS block, run, period & 15 AS place, mantissa, form, source_row,
        numerator, numerator_scale, denominator, denominator_scale
      FROM observation LEFT JOIN fraction USING (series, period, run)
      ORDER BY series, block, run, place)
GROUP BY series, block, run;

DROP VIEW IF EXISTS v_observation_current;
DROP VIEW IF EXISTS v_observation_as_of;
DROP VIEW IF EXISTS v_commitment_status_history;
DROP VIEW IF EXISTS v_indicator;
DROP VIEW IF EXISTS v_commitment;
DROP TABLE fraction;
DROP TABLE observation;
CREATE TRIGGER observation_is_kept BEFORE DELETE ON observation_block BEGIN
  SELECT RAISE(ABORT, 'observations are never deleted: record a correction instead');
END;
CREATE TRIGGER observation_stands BEFORE UPDATE ON observation_block BEGIN
  SELECT RAISE(ABORT, 'observations are never changed: record a correction instead');
END;

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
-- The window is parted by what a series is asked for by, so that such conditions reach the tables.
CREATE VIEW v_observation_as_of AS
WITH version AS (
  SELECT s.authority, s.indicator, p.title, s.scope, p.unit, p.decimals,
    o.period >> 24 AS kind, o.period & 16777215 AS ordinal,
    o.mantissa, o.form & 31 AS scale, o.form >> 6 AS flag,
    o.numerator AS n, o.numerator_scale AS n_scale, o.denominator AS d, o.denominator_scale AS d_scale,
    CASE p.unit WHEN 'percent' THEN 2 WHEN 'per_1000' THEN 3 ELSE 0 END AS shift,
    r.recorded AS recorded_from,
    lead(r.recorded, 1, 253402300799) OVER version AS recorded_to,
    row_number() OVER version - 1 AS revision,
    c.name AS collector, nullif(r.path, '') AS path, nullif(o.source_row, 0) AS source_row, o.run
  FROM series AS s
  CROSS JOIN observation AS o ON o.series = s.id
  CROSS JOIN run AS r ON r.id = o.run
  CROSS JOIN collector AS c ON c.id = r.collector
  LEFT JOIN plan_indicator AS p ON p.authority = s.authority AND p.indicator = s.indicator
  WINDOW version AS (PARTITION BY s.authority, s.indicator, s.scope, o.period ORDER BY o.run)
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
