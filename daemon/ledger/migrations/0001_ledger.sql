-- The ledger: what was collected, when, from what, and what the plan said at the time. Rows are only ever added;
-- a correction is a further version. Times are seconds since 1970 (UTC) unless a name says otherwise.

CREATE TABLE migration (
  version INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  applied INTEGER NOT NULL
) STRICT;

CREATE TABLE collector (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- One execution of a collector over one input. `outcome` is core::RunOutcome; it is set as the last act of the
-- transaction that adds the run, and the run is sealed from then on.
CREATE TABLE run (
  id           INTEGER PRIMARY KEY,
  collector    INTEGER NOT NULL REFERENCES collector (id),
  path         TEXT NOT NULL,
  size         INTEGER NOT NULL,
  modified_ns  INTEGER NOT NULL,
  digest       BLOB,
  contribution INTEGER NOT NULL,
  started      INTEGER NOT NULL,
  recorded     INTEGER NOT NULL,
  outcome      INTEGER,
  rows_read    INTEGER NOT NULL DEFAULT 0,
  accepted     INTEGER NOT NULL DEFAULT 0,
  unchanged    INTEGER NOT NULL DEFAULT 0,
  revised      INTEGER NOT NULL DEFAULT 0,
  rejected     INTEGER NOT NULL DEFAULT 0,
  missing      INTEGER NOT NULL DEFAULT 0,
  message      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX run_by_digest ON run (collector, digest);
CREATE INDEX run_by_size ON run (collector, size);
CREATE INDEX run_by_time ON run (recorded, id);
CREATE INDEX run_that_revised ON run (collector, id) WHERE revised > 0;

CREATE TABLE reject (
  run     INTEGER NOT NULL REFERENCES run (id),
  ordinal INTEGER NOT NULL,
  line    INTEGER NOT NULL,
  field   TEXT NOT NULL,
  reason  TEXT NOT NULL,
  raw     TEXT NOT NULL,
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
  id        INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  indicator TEXT NOT NULL,
  scope     TEXT NOT NULL,
  UNIQUE (authority, indicator, scope)
) STRICT;

-- Derived from `observation`, kept in step by the transaction that adds to it: so that neither totals nor the
-- question whether a figure can be there already needs a scan. `ledger check` compares.
CREATE TABLE series_state (
  series       INTEGER PRIMARY KEY REFERENCES series (id),
  versions     INTEGER NOT NULL,  -- rows of `observation`
  periods      INTEGER NOT NULL,  -- periods held; the other versions are revisions
  last_period  INTEGER NOT NULL,
  kinds        INTEGER NOT NULL,  -- a bit for each core::PeriodKind held
  last_run     INTEGER NOT NULL REFERENCES run (id),
  print_low    INTEGER NOT NULL,  -- of the current versions, see fingerprint.hpp
  print_high   INTEGER NOT NULL
) STRICT;
CREATE TABLE totals (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  versions INTEGER NOT NULL,
  series   INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES (1, 0, 0);

-- Every version of every figure; 0004 moves them into blocks. `period` is core::Period::code(). `form` is
-- scale | parts << 5 | flag << 6 with scale 31 for "no value" and the flags numbered as core::Flag. `source_row` is
-- the line in the file.
CREATE TABLE observation (
  series     INTEGER NOT NULL REFERENCES series (id),
  period     INTEGER NOT NULL,
  run        INTEGER NOT NULL REFERENCES run (id),
  mantissa   INTEGER NOT NULL,
  form       INTEGER NOT NULL,
  source_row INTEGER NOT NULL,
  PRIMARY KEY (series, period, run)
) STRICT, WITHOUT ROWID;

-- The parts of the versions that are ratios, each written just before its version (so no foreign key; `ledger check`
-- looks both ways).
CREATE TABLE fraction (
  series            INTEGER NOT NULL,
  period            INTEGER NOT NULL,
  run               INTEGER NOT NULL,
  numerator         INTEGER NOT NULL,
  numerator_scale   INTEGER NOT NULL,
  denominator       INTEGER NOT NULL,
  denominator_scale INTEGER NOT NULL,
  PRIMARY KEY (series, period, run)
) STRICT, WITHOUT ROWID;

-- Files whose rows are contributions to sums. `digest` versions are runs: the last one is the file's content.
CREATE TABLE source_file (
  id        INTEGER PRIMARY KEY,
  collector INTEGER NOT NULL REFERENCES collector (id),
  path      TEXT NOT NULL,
  UNIQUE (collector, path)
) STRICT;
CREATE TABLE source_file_version (
  file   INTEGER NOT NULL REFERENCES source_file (id),
  run    INTEGER NOT NULL REFERENCES run (id),
  digest BLOB,
  PRIMARY KEY (file, run)
) STRICT, WITHOUT ROWID;
-- What a file contributes since that run; `source_rows` 0: no longer anything.
CREATE TABLE contribution (
  series      INTEGER NOT NULL REFERENCES series (id),
  period      INTEGER NOT NULL,
  file        INTEGER NOT NULL REFERENCES source_file (id),
  run         INTEGER NOT NULL REFERENCES run (id),
  mantissa    INTEGER NOT NULL,
  scale       INTEGER NOT NULL,
  source_rows INTEGER NOT NULL,
  PRIMARY KEY (series, period, file, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX contribution_by_file ON contribution (file);

CREATE TABLE plan_version (
  id        INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  loaded    INTEGER NOT NULL,
  digest    BLOB NOT NULL
) STRICT;
CREATE INDEX plan_version_by_authority ON plan_version (authority, id);
CREATE TABLE plan_source (
  version INTEGER NOT NULL REFERENCES plan_version (id),
  ordinal INTEGER NOT NULL,
  name    TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (version, ordinal)
) STRICT, WITHOUT ROWID;
-- What each plan version changed of milestones and commentaries. Days since 1970; `present` 0: removed.
CREATE TABLE milestone_state (
  authority TEXT NOT NULL,
  milestone TEXT NOT NULL,
  version   INTEGER NOT NULL REFERENCES plan_version (id),
  present   INTEGER NOT NULL,
  due       INTEGER,
  done      INTEGER,
  PRIMARY KEY (authority, milestone, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE commentary (
  authority  TEXT NOT NULL,
  commitment TEXT NOT NULL,
  period     INTEGER NOT NULL,
  written    INTEGER NOT NULL,
  role       TEXT NOT NULL,
  version    INTEGER NOT NULL REFERENCES plan_version (id),
  present    INTEGER NOT NULL,
  content    TEXT NOT NULL,
  PRIMARY KEY (authority, commitment, period, written, role, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER observation_is_kept BEFORE DELETE ON observation BEGIN
  SELECT RAISE(ABORT, 'observations are never deleted: record a correction instead');
END;
CREATE TRIGGER observation_stands BEFORE UPDATE ON observation BEGIN
  SELECT RAISE(ABORT, 'observations are never changed: record a correction instead');
END;
CREATE TRIGGER fraction_is_kept BEFORE DELETE ON fraction BEGIN
  SELECT RAISE(ABORT, 'observations are never deleted: record a correction instead');
END;
CREATE TRIGGER fraction_stands BEFORE UPDATE ON fraction BEGIN
  SELECT RAISE(ABORT, 'observations are never changed: record a correction instead');
END;
CREATE TRIGGER contribution_is_kept BEFORE DELETE ON contribution BEGIN
  SELECT RAISE(ABORT, 'contributions are never deleted: record the file again instead');
END;
CREATE TRIGGER contribution_stands BEFORE UPDATE ON contribution BEGIN
  SELECT RAISE(ABORT, 'contributions are never changed: record the file again instead');
END;
CREATE TRIGGER run_is_kept BEFORE DELETE ON run BEGIN
  SELECT RAISE(ABORT, 'runs are never deleted');
END;
CREATE TRIGGER run_is_sealed BEFORE UPDATE ON run WHEN OLD.outcome IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'a finished run is never changed');
END;
CREATE TRIGGER reject_is_kept BEFORE DELETE ON reject BEGIN
  SELECT RAISE(ABORT, 'rejects are never deleted');
END;
CREATE TRIGGER plan_version_is_kept BEFORE DELETE ON plan_version BEGIN
  SELECT RAISE(ABORT, 'plan versions are never deleted');
END;
CREATE TRIGGER plan_version_stands BEFORE UPDATE ON plan_version BEGIN
  SELECT RAISE(ABORT, 'plan versions are never changed');
END;
CREATE TRIGGER plan_source_stands BEFORE UPDATE ON plan_source BEGIN
  SELECT RAISE(ABORT, 'plan versions are never changed');
END;
CREATE TRIGGER plan_source_is_kept BEFORE DELETE ON plan_source BEGIN
  SELECT RAISE(ABORT, 'plan versions are never deleted');
END;
