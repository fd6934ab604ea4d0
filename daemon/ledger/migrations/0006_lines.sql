-- Which lines of a file go into a figure since that run, by 8 bytes a line (little-endian, ascending, once for each
-- time that the line is there), so that lines which stand in two files are seen. `amounts`: what each of them adds, as
-- 8 bytes of mantissa and one of scale; NULL where the lines count whatever other files have.
CREATE TABLE line_digests (
  series  INTEGER NOT NULL REFERENCES series (id),
  period  INTEGER NOT NULL,
  file    INTEGER NOT NULL REFERENCES source_file (id),
  run     INTEGER NOT NULL REFERENCES run (id),
  digests BLOB NOT NULL,
  amounts BLOB,
  PRIMARY KEY (series, period, file, run)
) STRICT;
CREATE INDEX line_digests_by_run ON line_digests (run);

CREATE TRIGGER line_digests_are_kept BEFORE DELETE ON line_digests BEGIN
  SELECT RAISE(ABORT, 'lines of files are never deleted: record the file again instead');
END;
CREATE TRIGGER line_digests_stand BEFORE UPDATE ON line_digests BEGIN
  SELECT RAISE(ABORT, 'lines of files are never changed: record the file again instead');
END;
