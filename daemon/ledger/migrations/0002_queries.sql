-- Figures that a query gave: what was asked, and up to where rows that change have been seen.

-- The text of each query, once. `digest` is its SHA-256, which the run has as its input's.
CREATE TABLE query_text (
  digest  BLOB PRIMARY KEY,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `made_from` is the SHA-256 of the settings: a watermark counts only while they are the same.
CREATE TABLE query_run (
  run       INTEGER PRIMARY KEY REFERENCES run (id),
  source    TEXT NOT NULL,
  made_from BLOB NOT NULL,
  watermark TEXT
) STRICT;

CREATE TRIGGER query_text_is_kept BEFORE DELETE ON query_text BEGIN
  SELECT RAISE(ABORT, 'queries are never deleted');
END;
CREATE TRIGGER query_text_stands BEFORE UPDATE ON query_text BEGIN
  SELECT RAISE(ABORT, 'queries are never changed');
END;
CREATE TRIGGER query_run_is_kept BEFORE DELETE ON query_run BEGIN
  SELECT RAISE(ABORT, 'runs are never deleted');
END;
CREATE TRIGGER query_run_stands BEFORE UPDATE ON query_run BEGIN
  SELECT RAISE(ABORT, 'a finished run is never changed');
END;
