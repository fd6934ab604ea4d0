-- A ledger as version 3 of its schema kept it (tests/ledger/stored_test.cpp).
PRAGMA application_id = 1465470283;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE collector (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "collector" VALUES(1,'figures');
INSERT INTO "collector" VALUES(2,'sickness');
INSERT INTO "collector" VALUES(3,'spend');
INSERT INTO "collector" VALUES(4,'calls');
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
INSERT INTO "commentary" VALUES('E10999999','c',50333139,19877,'HR lead',1,1,'Two posts were filled — late.');
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
INSERT INTO "commitment_status" VALUES('E10999999','c',1,1717664401,19880,'on_track','152 FTE is 6 FTE below the 158 FTE expected for May 2024',50333140);
INSERT INTO "commitment_status" VALUES('E10999999','c',2,1720170000,19909,'on_track','151 FTE is 7 FTE below the 158 FTE expected for Jun 2024',50333141);
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
INSERT INTO "contribution" VALUES(4,50333139,1,3,12050,2,2);
INSERT INTO "contribution" VALUES(4,50333139,1,9,10050,2,1);
INSERT INTO "contribution" VALUES(4,50333140,1,3,725,2,1);
INSERT INTO "contribution" VALUES(4,50333140,1,9,0,0,0);
INSERT INTO "contribution" VALUES(4,50333140,2,4,1100,2,1);
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
INSERT INTO "fraction" VALUES(3,50333139,2,120,0,2800,0);
INSERT INTO "fraction" VALUES(3,50333140,2,1335,1,2790,0);
CREATE TABLE migration (
  version INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  applied INTEGER NOT NULL
) STRICT;
INSERT INTO "migration" VALUES(1,'0001_ledger.sql',1717664401);
INSERT INTO "migration" VALUES(2,'0002_queries.sql',1717664401);
INSERT INTO "migration" VALUES(3,'0003_history.sql',1717664401);
CREATE TABLE milestone_state (
  authority TEXT NOT NULL,
  milestone TEXT NOT NULL,
  version   INTEGER NOT NULL REFERENCES plan_version (id),
  present   INTEGER NOT NULL,
  due       INTEGER,
  done      INTEGER,
  PRIMARY KEY (authority, milestone, version)
) STRICT, WITHOUT ROWID;
INSERT INTO "milestone_state" VALUES('E10999999','m',1,1,19996,NULL);
INSERT INTO "milestone_state" VALUES('E10999999','m',2,1,20027,NULL);
CREATE TABLE observation (
  series     INTEGER NOT NULL REFERENCES series (id),
  period     INTEGER NOT NULL,
  run        INTEGER NOT NULL REFERENCES run (id),
  mantissa   INTEGER NOT NULL,
  form       INTEGER NOT NULL,
  source_row INTEGER NOT NULL,
  PRIMARY KEY (series, period, run)
) STRICT, WITHOUT ROWID;
INSERT INTO "observation" VALUES(1,50333139,1,1535,1,2);
INSERT INTO "observation" VALUES(1,50333139,7,154,0,2);
INSERT INTO "observation" VALUES(1,50333139,12,1535,1,2);
INSERT INTO "observation" VALUES(1,50333139,13,154,0,2);
INSERT INTO "observation" VALUES(1,50333140,1,152,320,3);
INSERT INTO "observation" VALUES(1,50333141,7,151,0,3);
INSERT INTO "observation" VALUES(2,50333139,1,4125,2,4);
INSERT INTO "observation" VALUES(2,50333140,15,40,0,2);
INSERT INTO "observation" VALUES(3,50333139,2,0,63,2);
INSERT INTO "observation" VALUES(3,50333140,2,0,63,3);
INSERT INTO "observation" VALUES(4,50333139,3,12050,2,0);
INSERT INTO "observation" VALUES(4,50333139,9,10050,2,0);
INSERT INTO "observation" VALUES(4,50333140,3,725,2,0);
INSERT INTO "observation" VALUES(4,50333140,4,1825,2,0);
INSERT INTO "observation" VALUES(4,50333140,9,1100,2,0);
INSERT INTO "observation" VALUES(5,50333139,5,1204,0,1);
INSERT INTO "observation" VALUES(5,50333140,5,1188,0,2);
INSERT INTO "observation" VALUES(5,50333140,11,1190,0,2);
INSERT INTO "observation" VALUES(5,50333141,11,1301,0,3);
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
INSERT INTO "plan_commitment" VALUES('E10999999','c',2,'Fewer posts','fte','','t','');
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
INSERT INTO "plan_indicator" VALUES('E10999999','calls',2,'Calls','count','higher','month',2);
INSERT INTO "plan_indicator" VALUES('E10999999','fte',2,'Staff','fte','lower','month',2);
INSERT INTO "plan_indicator" VALUES('E10999999','sick',2,'Sickness','percent','lower','month',2);
INSERT INTO "plan_indicator" VALUES('E10999999','spend',2,'Agency spend','gbp','lower','month',2);
CREATE TABLE plan_source (
  version INTEGER NOT NULL REFERENCES plan_version (id),
  ordinal INTEGER NOT NULL,
  name    TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (version, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO "plan_source" VALUES(1,1,'plan.toml','[[plan]]
id = "p"
title = "Plan"
[[theme]]
id = "t"
title = "Theme"
[[scope]]
path = "waste"
title = "Waste"
[[indicator]]
id = "fte"
title = "Staff"
unit = "fte"
polarity = "lower"
frequency = "month"
aggregation = "stock"
due_after = "30 days"
scopes = ["", "waste"]
[[indicator]]
id = "sick"
title = "Sickness"
unit = "percent"
polarity = "lower"
frequency = "month"
aggregation = "ratio"
decimals = 2
due_after = "30 days"
[[indicator]]
id = "spend"
title = "Agency spend"
unit = "gbp"
polarity = "lower"
frequency = "month"
aggregation = "flow"
decimals = 2
due_after = "30 days"
[[indicator]]
id = "calls"
title = "Calls"
unit = "count"
polarity = "higher"
frequency = "month"
aggregation = "flow"
due_after = "30 days"
[[commitment]]
id = "c"
title = "Fewer staff"
indicator = "fte"
theme = "t"
baseline = { period = "Mar 2024", value = 160 }
target = { period = "Mar 2026", value = 140 }
tolerance = { absolute = 2 }
[[milestone]]
id = "m"
title = "New system"
theme = "t"
due = 2024-09-30
[[commentary]]
commitment = "c"
period = "Apr 2024"
role = "HR lead"
date = 2024-06-03
text = "Two posts were filled — late."
');
INSERT INTO "plan_source" VALUES(2,1,'plan.toml','[[plan]]
id = "p"
title = "Plan"
[[theme]]
id = "t"
title = "Theme"
[[scope]]
path = "waste"
title = "Waste"
[[indicator]]
id = "fte"
title = "Staff"
unit = "fte"
polarity = "lower"
frequency = "month"
aggregation = "stock"
due_after = "30 days"
scopes = ["", "waste"]
[[indicator]]
id = "sick"
title = "Sickness"
unit = "percent"
polarity = "lower"
frequency = "month"
aggregation = "ratio"
decimals = 2
due_after = "30 days"
[[indicator]]
id = "spend"
title = "Agency spend"
unit = "gbp"
polarity = "lower"
frequency = "month"
aggregation = "flow"
decimals = 2
due_after = "30 days"
[[indicator]]
id = "calls"
title = "Calls"
unit = "count"
polarity = "higher"
frequency = "month"
aggregation = "flow"
due_after = "30 days"
[[commitment]]
id = "c"
title = "Fewer posts"
indicator = "fte"
theme = "t"
baseline = { period = "Mar 2024", value = 160 }
target = { period = "Mar 2026", value = 140 }
tolerance = { absolute = 2 }
[[milestone]]
id = "m"
title = "New system"
theme = "t"
due = 2024-10-31
[[commentary]]
commitment = "c"
period = "Apr 2024"
role = "HR lead"
date = 2024-06-03
text = "Two posts were filled — late."
');
CREATE TABLE plan_version (
  id        INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  loaded    INTEGER NOT NULL,
  digest    BLOB NOT NULL
) STRICT;
INSERT INTO "plan_version" VALUES(1,'E10999999',1717664401,X'AEBDEA9CB6F5771CEA19BB327733295737384465AAEDBD7178C50C515DA5B680');
INSERT INTO "plan_version" VALUES(2,'E10999999',1720170000,X'8511D91A5E9DD42B5F9C147BE5DC465F5BC1B30AFB02BFA9A9DF1BB1CC7CFAA2');
CREATE TABLE query_run (
  run       INTEGER PRIMARY KEY REFERENCES run (id),
  source    TEXT NOT NULL,
  made_from BLOB NOT NULL,
  watermark TEXT
) STRICT;
INSERT INTO "query_run" VALUES(5,'desk',X'53F67F8D119B092DA8AB0B384F92DE10827D6622C237FEF982ACCD6A5B6C9430','2024-06-03');
INSERT INTO "query_run" VALUES(11,'desk',X'A12C1B8DABF90FF5E6EE6C15AEBC8D412D560F318EBE35EA061A8D5FB9B91B5B','2024-07-02');
INSERT INTO "query_run" VALUES(19,'desk',X'A12C1B8DABF90FF5E6EE6C15AEBC8D412D560F318EBE35EA061A8D5FB9B91B5B','2024-07-02');
CREATE TABLE query_text (
  digest  BLOB PRIMARY KEY,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "query_text" VALUES(X'6BD541721817EF900BE78BA23FFA97F6E9456060C4471E3BD824E297E8DDB816','SELECT month, calls, changed FROM call WHERE changed >= :since');
CREATE TABLE reject (
  run     INTEGER NOT NULL REFERENCES run (id),
  ordinal INTEGER NOT NULL,
  line    INTEGER NOT NULL,
  field   TEXT NOT NULL,
  reason  TEXT NOT NULL,
  raw     TEXT NOT NULL,
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO "reject" VALUES(1,1,5,'Value','"many" is not a number','FTE,Waste,May 2024,many,');
INSERT INTO "reject" VALUES(12,1,5,'Value','"many" is not a number','FTE,Waste,May 2024,many,');
INSERT INTO "reject" VALUES(14,1,2,'Period','"Apr" is not a month: write one like 2023-04 or Apr 2023','FTE,,Apr,1,');
INSERT INTO "reject" VALUES(14,2,3,'Period','"May" is not a month: write one like 2023-04 or Apr 2023','FTE,,May,1,');
INSERT INTO "reject" VALUES(14,3,4,'Period','"x" is not a month: write one like 2023-04 or Apr 2023','FTE,,x,1,');
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
INSERT INTO "run" VALUES(1,1,'a.csv',124,1639512333000000000,X'26B78DB11FC5574268C26DDB112879196219795681A640D54AB10E9B69E1D6D5',0,1717664401,1717664401,0,4,3,0,0,1,0,'');
INSERT INTO "run" VALUES(2,2,'s.csv',59,1639512333000000000,X'231D08E1721A5F48530CCB8B18043D8ACD878323F2DE8E958AEE8092B5E7A1D0',0,1717664401,1717664401,0,2,2,0,0,0,0,'');
INSERT INTO "run" VALUES(3,3,'x.csv',63,1639512333000000000,X'7B03F786ED75C54B136F1102BECC1A81DC2697F7705E386CF47E5E69B24DAC4B',1,1717664401,1717664401,0,3,2,0,0,0,0,'');
INSERT INTO "run" VALUES(4,3,'y.csv',29,1639512333000000000,X'1DD6D02DB6B8F7B966A145BD11BD0D96A3DFCE67C450D8530A16D5217241FD7B',1,1717664401,1717664401,0,1,0,0,1,0,0,'');
INSERT INTO "run" VALUES(5,4,'desk: query',62,0,X'6BD541721817EF900BE78BA23FFA97F6E9456060C4471E3BD824E297E8DDB816',0,1717664401,1717664401,0,2,2,0,0,0,0,'');
INSERT INTO "run" VALUES(6,1,'a.csv',124,1642017931000000000,X'26B78DB11FC5574268C26DDB112879196219795681A640D54AB10E9B69E1D6D5',0,1720170000,1720170000,1,0,0,0,0,0,0,'the same content was recorded on 2024-06-06 09:00 UTC from a.csv');
INSERT INTO "run" VALUES(7,1,'b.csv',70,1644523531000000000,X'A578091E4CB33945C0B4BCCD65EC269F348E25C55FBB35CD65AEBE441C7700D8',0,1720170000,1720170000,0,2,1,0,1,0,0,'');
INSERT INTO "run" VALUES(8,2,'s.csv',59,1642017931000000000,X'231D08E1721A5F48530CCB8B18043D8ACD878323F2DE8E958AEE8092B5E7A1D0',0,1720170000,1720170000,1,0,0,0,0,0,0,'the same content was recorded on 2024-06-06 09:00 UTC from s.csv');
INSERT INTO "run" VALUES(9,3,'x.csv',30,1644523531000000000,X'281314C6FD1142EA992468B7831AF226713E210F6E6F1826373F1BC542C9F85E',1,1720170000,1720170000,0,1,0,0,2,0,0,'');
INSERT INTO "run" VALUES(10,3,'y.csv',29,1642017931000000000,X'1DD6D02DB6B8F7B966A145BD11BD0D96A3DFCE67C450D8530A16D5217241FD7B',1,1720170000,1720170000,1,0,0,0,0,0,0,'the same content was recorded on 2024-06-06 09:00 UTC from y.csv');
INSERT INTO "run" VALUES(11,4,'desk: query',62,0,X'6BD541721817EF900BE78BA23FFA97F6E9456060C4471E3BD824E297E8DDB816',0,1720170000,1720170000,0,3,1,1,1,0,0,'');
INSERT INTO "run" VALUES(12,1,'a.csv',124,1642536331000000000,X'26B78DB11FC5574268C26DDB112879196219795681A640D54AB10E9B69E1D6D5',0,1720688401,1720688401,0,4,0,2,1,1,0,'');
INSERT INTO "run" VALUES(13,1,'b.csv',70,1645041931000000000,X'A578091E4CB33945C0B4BCCD65EC269F348E25C55FBB35CD65AEBE441C7700D8',0,1720688401,1720688401,0,2,0,1,1,0,0,'');
INSERT INTO "run" VALUES(14,1,'c.csv',66,1645560331000000000,X'7F2E4503302062E3DBD71589F2C642F198FEF4D4F0E1C463E05068DC4F50828F',0,1720688401,1720688401,2,0,0,0,0,3,0,'3 of 3 rows rejected, more than max_bad_rows = 2 and max_bad_ratio = 0 allow; the first is line 2, column "Period": "Apr" is not a month: write one like 2023-04 or Apr 2023');
INSERT INTO "run" VALUES(15,1,'d.csv',81,1645563931000000000,X'73175E4648EEDC2B8A2EE5E06DF203F1BA8F68DBAE4F112884E43BD140ACF092',0,1720688401,1720688401,0,2,1,1,0,0,0,'');
INSERT INTO "run" VALUES(16,2,'s.csv',59,1642536331000000000,X'231D08E1721A5F48530CCB8B18043D8ACD878323F2DE8E958AEE8092B5E7A1D0',0,1720688401,1720688401,1,0,0,0,0,0,0,'the same content was recorded on 2024-07-05 09:00 UTC from s.csv');
INSERT INTO "run" VALUES(17,3,'x.csv',30,1645041931000000000,X'281314C6FD1142EA992468B7831AF226713E210F6E6F1826373F1BC542C9F85E',1,1720688401,1720688401,1,0,0,0,0,0,0,'the same content was recorded on 2024-07-05 09:00 UTC from x.csv');
INSERT INTO "run" VALUES(18,3,'y.csv',29,1642536331000000000,X'1DD6D02DB6B8F7B966A145BD11BD0D96A3DFCE67C450D8530A16D5217241FD7B',1,1720688401,1720688401,1,0,0,0,0,0,0,'the same content was recorded on 2024-06-06 09:00 UTC from y.csv');
INSERT INTO "run" VALUES(19,4,'desk: query',62,0,X'6BD541721817EF900BE78BA23FFA97F6E9456060C4471E3BD824E297E8DDB816',0,1720688401,1720688401,1,1,0,1,0,0,0,'');
CREATE TABLE series (
  id        INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  indicator TEXT NOT NULL,
  scope     TEXT NOT NULL,
  UNIQUE (authority, indicator, scope)
) STRICT;
INSERT INTO "series" VALUES(1,'E10999999','fte','');
INSERT INTO "series" VALUES(2,'E10999999','fte','waste');
INSERT INTO "series" VALUES(3,'E10999999','sick','');
INSERT INTO "series" VALUES(4,'E10999999','spend','');
INSERT INTO "series" VALUES(5,'E10999999','calls','');
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
INSERT INTO "series_state" VALUES(1,6,3,50333141,8,13,-700101401301016742,4127036201839571708);
INSERT INTO "series_state" VALUES(2,2,2,50333140,8,15,3123148954666741410,-3683702427354879866);
INSERT INTO "series_state" VALUES(3,2,2,50333140,8,2,-7504825134655950579,-2500953229053218417);
INSERT INTO "series_state" VALUES(4,5,2,50333140,8,9,8305207559117126368,-6383073352144443834);
INSERT INTO "series_state" VALUES(5,4,3,50333141,8,11,-308381148597269637,-5022393586482125636);
CREATE TABLE source_file (
  id        INTEGER PRIMARY KEY,
  collector INTEGER NOT NULL REFERENCES collector (id),
  path      TEXT NOT NULL,
  UNIQUE (collector, path)
) STRICT;
INSERT INTO "source_file" VALUES(1,3,'x.csv');
INSERT INTO "source_file" VALUES(2,3,'y.csv');
CREATE TABLE source_file_version (
  file   INTEGER NOT NULL REFERENCES source_file (id),
  run    INTEGER NOT NULL REFERENCES run (id),
  digest BLOB,
  PRIMARY KEY (file, run)
) STRICT, WITHOUT ROWID;
INSERT INTO "source_file_version" VALUES(1,3,X'7B03F786ED75C54B136F1102BECC1A81DC2697F7705E386CF47E5E69B24DAC4B');
INSERT INTO "source_file_version" VALUES(1,9,X'281314C6FD1142EA992468B7831AF226713E210F6E6F1826373F1BC542C9F85E');
INSERT INTO "source_file_version" VALUES(2,4,X'1DD6D02DB6B8F7B966A145BD11BD0D96A3DFCE67C450D8530A16D5217241FD7B');
CREATE TABLE totals (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  versions INTEGER NOT NULL,
  series   INTEGER NOT NULL
) STRICT;
INSERT INTO "totals" VALUES(1,19,5);
CREATE INDEX run_by_digest ON run (collector, digest);
CREATE INDEX run_by_size ON run (collector, size);
CREATE INDEX run_by_time ON run (recorded, id);
CREATE INDEX run_that_revised ON run (collector, id) WHERE revised > 0;
CREATE INDEX contribution_by_file ON contribution (file);
CREATE INDEX plan_version_by_authority ON plan_version (authority, id);
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
CREATE TRIGGER commitment_status_is_kept BEFORE DELETE ON commitment_status BEGIN
  SELECT RAISE(ABORT, 'statuses are never deleted');
END;
CREATE TRIGGER commitment_status_stands BEFORE UPDATE ON commitment_status BEGIN
  SELECT RAISE(ABORT, 'statuses are never changed: the next one is a further row');
END;
COMMIT;
