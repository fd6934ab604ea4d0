-- What a plan calls things, and how statuses changed: for the views of 0004. Nothing here takes part in recording
-- figures.

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
