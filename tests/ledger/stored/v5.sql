-- A ledger as version 5 of its schema kept it (tests/ledger/stored_test.cpp).
PRAGMA application_id = 1465470283;
PRAGMA user_version = 5;
BEGIN TRANSACTION;
CREATE TABLE collector (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO collector VALUES(1,'figures');
INSERT INTO collector VALUES(2,'sickness');
INSERT INTO collector VALUES(3,'spend');
INSERT INTO collector VALUES(4,'calls');
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
INSERT INTO commentary VALUES('E10999999','c',50333139,19877,'HR lead',1,1,'Two posts were filled — late.');
CREATE TABLE commitment_status (
  authority  TEXT NOT NULL,
  commitment TEXT NOT NULL,
  ordinal    INTEGER NOT NULL,
  known      INTEGER NOT NULL,
  as_of      INTEGER NOT NULL,
  status     TEXT,
  reason     TEXT NOT NULL,
  period     INTEGER, number INTEGER,
  PRIMARY KEY (authority, commitment, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO commitment_status VALUES('E10999999','c',1,1717664401,19880,'on_track','152 FTE is 6 FTE below the 158 FTE expected for May 2024',50333140,7);
INSERT INTO commitment_status VALUES('E10999999','c',2,1720170000,19909,'on_track','151 FTE is 7 FTE below the 158 FTE expected for Jun 2024',50333141,15);
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
INSERT INTO contribution VALUES(4,50333139,1,3,12050,2,2);
INSERT INTO contribution VALUES(4,50333139,1,9,10050,2,1);
INSERT INTO contribution VALUES(4,50333140,1,3,725,2,1);
INSERT INTO contribution VALUES(4,50333140,1,9,0,0,0);
INSERT INTO contribution VALUES(4,50333140,2,4,1100,2,1);
CREATE TABLE migration (
  version INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  applied INTEGER NOT NULL
) STRICT;
INSERT INTO migration VALUES(1,'0001_ledger.sql',1717664401);
INSERT INTO migration VALUES(2,'0002_queries.sql',1717664401);
INSERT INTO migration VALUES(3,'0003_history.sql',1717664401);
INSERT INTO migration VALUES(4,'0004_blocks.sql',1717664401);
INSERT INTO migration VALUES(5,'0005_chain.sql',1795792732);
CREATE TABLE milestone_state (
  authority TEXT NOT NULL,
  milestone TEXT NOT NULL,
  version   INTEGER NOT NULL REFERENCES plan_version (id),
  present   INTEGER NOT NULL,
  due       INTEGER,
  done      INTEGER,
  PRIMARY KEY (authority, milestone, version)
) STRICT, WITHOUT ROWID;
INSERT INTO milestone_state VALUES('E10999999','m',1,1,19996,NULL);
INSERT INTO milestone_state VALUES('E10999999','m',2,1,20027,NULL);
CREATE TABLE observation_block (
  series   INTEGER NOT NULL REFERENCES series (id),
  block    INTEGER NOT NULL,
  run      INTEGER NOT NULL REFERENCES run (id),
  versions TEXT NOT NULL,
  PRIMARY KEY (series, block, run)
) STRICT, WITHOUT ROWID;
INSERT INTO observation_block VALUES(1,3145821,1,'[[3,1535,1,2],[4,152,320,3]]');
INSERT INTO observation_block VALUES(1,3145821,7,'[[3,154,0,2],[5,151,0,3]]');
INSERT INTO observation_block VALUES(1,3145821,12,'[[3,1535,1,2]]');
INSERT INTO observation_block VALUES(1,3145821,13,'[[3,154,0,2]]');
INSERT INTO observation_block VALUES(2,3145821,1,'[[3,4125,2,4]]');
INSERT INTO observation_block VALUES(2,3145821,15,'[[4,40,0,2]]');
INSERT INTO observation_block VALUES(3,3145821,2,'[[3,0,63,2,120,0,2800,0],[4,0,63,3,1335,1,2790,0]]');
INSERT INTO observation_block VALUES(4,3145821,3,'[[3,12050,2,0],[4,725,2,0]]');
INSERT INTO observation_block VALUES(4,3145821,4,'[[4,1825,2,0]]');
INSERT INTO observation_block VALUES(4,3145821,9,'[[3,10050,2,0],[4,1100,2,0]]');
INSERT INTO observation_block VALUES(5,3145821,5,'[[3,1204,0,1],[4,1188,0,2]]');
INSERT INTO observation_block VALUES(5,3145821,11,'[[4,1190,0,2],[5,1301,0,3]]');
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
INSERT INTO plan_commitment VALUES('E10999999','c',2,'Fewer posts','fte','','t','');
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
INSERT INTO plan_indicator VALUES('E10999999','calls',2,'Calls','count','higher','month',2);
INSERT INTO plan_indicator VALUES('E10999999','fte',2,'Staff','fte','lower','month',2);
INSERT INTO plan_indicator VALUES('E10999999','sick',2,'Sickness','percent','lower','month',2);
INSERT INTO plan_indicator VALUES('E10999999','spend',2,'Agency spend','gbp','lower','month',2);
CREATE TABLE plan_source (
  version INTEGER NOT NULL REFERENCES plan_version (id),
  ordinal INTEGER NOT NULL,
  name    TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (version, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_source VALUES(1,1,'plan.toml',replace('[[plan]]\nid = "p"\ntitle = "Plan"\n[[theme]]\nid = "t"\ntitle = "Theme"\n[[scope]]\npath = "waste"\ntitle = "Waste"\n[[indicator]]\nid = "fte"\ntitle = "Staff"\nunit = "fte"\npolarity = "lower"\nfrequency = "month"\naggregation = "stock"\ndue_after = "30 days"\nscopes = ["", "waste"]\n[[indicator]]\nid = "sick"\ntitle = "Sickness"\nunit = "percent"\npolarity = "lower"\nfrequency = "month"\naggregation = "ratio"\ndecimals = 2\ndue_after = "30 days"\n[[indicator]]\nid = "spend"\ntitle = "Agency spend"\nunit = "gbp"\npolarity = "lower"\nfrequency = "month"\naggregation = "flow"\ndecimals = 2\ndue_after = "30 days"\n[[indicator]]\nid = "calls"\ntitle = "Calls"\nunit = "count"\npolarity = "higher"\nfrequency = "month"\naggregation = "flow"\ndue_after = "30 days"\n[[commitment]]\nid = "c"\ntitle = "Fewer staff"\nindicator = "fte"\ntheme = "t"\nbaseline = { period = "Mar 2024", value = 160 }\ntarget = { period = "Mar 2026", value = 140 }\ntolerance = { absolute = 2 }\n[[milestone]]\nid = "m"\ntitle = "New system"\ntheme = "t"\ndue = 2024-09-30\n[[commentary]]\ncommitment = "c"\nperiod = "Apr 2024"\nrole = "HR lead"\ndate = 2024-06-03\ntext = "Two posts were filled — late."\n','\n',char(10)));
INSERT INTO plan_source VALUES(2,1,'plan.toml',replace('[[plan]]\nid = "p"\ntitle = "Plan"\n[[theme]]\nid = "t"\ntitle = "Theme"\n[[scope]]\npath = "waste"\ntitle = "Waste"\n[[indicator]]\nid = "fte"\ntitle = "Staff"\nunit = "fte"\npolarity = "lower"\nfrequency = "month"\naggregation = "stock"\ndue_after = "30 days"\nscopes = ["", "waste"]\n[[indicator]]\nid = "sick"\ntitle = "Sickness"\nunit = "percent"\npolarity = "lower"\nfrequency = "month"\naggregation = "ratio"\ndecimals = 2\ndue_after = "30 days"\n[[indicator]]\nid = "spend"\ntitle = "Agency spend"\nunit = "gbp"\npolarity = "lower"\nfrequency = "month"\naggregation = "flow"\ndecimals = 2\ndue_after = "30 days"\n[[indicator]]\nid = "calls"\ntitle = "Calls"\nunit = "count"\npolarity = "higher"\nfrequency = "month"\naggregation = "flow"\ndue_after = "30 days"\n[[commitment]]\nid = "c"\ntitle = "Fewer posts"\nindicator = "fte"\ntheme = "t"\nbaseline = { period = "Mar 2024", value = 160 }\ntarget = { period = "Mar 2026", value = 140 }\ntolerance = { absolute = 2 }\n[[milestone]]\nid = "m"\ntitle = "New system"\ntheme = "t"\ndue = 2024-10-31\n[[commentary]]\ncommitment = "c"\nperiod = "Apr 2024"\nrole = "HR lead"\ndate = 2024-06-03\ntext = "Two posts were filled — late."\n','\n',char(10)));
CREATE TABLE plan_version (
  id        INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  loaded    INTEGER NOT NULL,
  digest    BLOB NOT NULL
, number INTEGER, known_since INTEGER) STRICT;
INSERT INTO plan_version VALUES(1,'E10999999',1717664401,X'aebdea9cb6f5771cea19bb327733295737384465aaedbd7178c50c515da5b680',1,NULL);
INSERT INTO plan_version VALUES(2,'E10999999',1720170000,X'8511d91a5e9dd42b5f9c147be5dc465f5bc1b30afb02bfa9a9df1bb1cc7cfaa2',8,NULL);
CREATE TABLE query_run (
  run       INTEGER PRIMARY KEY REFERENCES run (id),
  source    TEXT NOT NULL,
  made_from BLOB NOT NULL,
  watermark TEXT
) STRICT;
INSERT INTO query_run VALUES(5,'desk',X'53f67f8d119b092da8ab0b384f92de10827d6622c237fef982accd6a5b6c9430','2024-06-03');
INSERT INTO query_run VALUES(11,'desk',X'a12c1b8dabf90ff5e6ee6c15aebc8d412d560f318ebe35ea061a8d5fb9b91b5b','2024-07-02');
INSERT INTO query_run VALUES(19,'desk',X'a12c1b8dabf90ff5e6ee6c15aebc8d412d560f318ebe35ea061a8d5fb9b91b5b','2024-07-02');
CREATE TABLE query_text (
  digest  BLOB PRIMARY KEY,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO query_text VALUES(X'6bd541721817ef900be78ba23ffa97f6e9456060c4471e3bd824e297e8ddb816','SELECT month, calls, changed FROM call WHERE changed >= :since');
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
, authority TEXT NOT NULL DEFAULT '', number INTEGER, reading BLOB, place INTEGER, known_since INTEGER) STRICT;
INSERT INTO run VALUES(1,1,'a.csv',124,1639512333000000000,X'26b78db11fc5574268c26ddb112879196219795681a640d54ab10e9b69e1d6d5',0,1717664401,1717664401,0,4,3,0,0,1,0,'','E10999999',2,NULL,1,NULL);
INSERT INTO run VALUES(2,2,'s.csv',59,1639512333000000000,X'231d08e1721a5f48530ccb8b18043d8acd878323f2de8e958aee8092b5e7a1d0',0,1717664401,1717664401,0,2,2,0,0,0,0,'','E10999999',3,NULL,2,NULL);
INSERT INTO run VALUES(3,3,'x.csv',63,1639512333000000000,X'7b03f786ed75c54b136f1102becc1a81dc2697f7705e386cf47e5e69b24dac4b',1,1717664401,1717664401,0,3,2,0,0,0,0,'','E10999999',4,NULL,3,NULL);
INSERT INTO run VALUES(4,3,'y.csv',29,1639512333000000000,X'1dd6d02db6b8f7b966a145bd11bd0d96a3dfce67c450d8530a16d5217241fd7b',1,1717664401,1717664401,0,1,0,0,1,0,0,'','E10999999',5,NULL,4,NULL);
INSERT INTO run VALUES(5,4,'desk: query',62,0,X'6bd541721817ef900be78ba23ffa97f6e9456060c4471e3bd824e297e8ddb816',0,1717664401,1717664401,0,2,2,0,0,0,0,'','E10999999',6,NULL,5,NULL);
INSERT INTO run VALUES(6,1,'a.csv',124,1642017931000000000,X'26b78db11fc5574268c26ddb112879196219795681a640d54ab10e9b69e1d6d5',0,1720170000,1720170000,1,0,0,0,0,0,0,'the same content was recorded on 2024-06-06 09:00 UTC from a.csv','E10999999',9,NULL,6,NULL);
INSERT INTO run VALUES(7,1,'b.csv',70,1644523531000000000,X'a578091e4cb33945c0b4bccd65ec269f348e25c55fbb35cd65aebe441c7700d8',0,1720170000,1720170000,0,2,1,0,1,0,0,'','E10999999',10,NULL,7,NULL);
INSERT INTO run VALUES(8,2,'s.csv',59,1642017931000000000,X'231d08e1721a5f48530ccb8b18043d8acd878323f2de8e958aee8092b5e7a1d0',0,1720170000,1720170000,1,0,0,0,0,0,0,'the same content was recorded on 2024-06-06 09:00 UTC from s.csv','E10999999',11,NULL,8,NULL);
INSERT INTO run VALUES(9,3,'x.csv',30,1644523531000000000,X'281314c6fd1142ea992468b7831af226713e210f6e6f1826373f1bc542c9f85e',1,1720170000,1720170000,0,1,0,0,2,0,0,'','E10999999',12,NULL,9,NULL);
INSERT INTO run VALUES(10,3,'y.csv',29,1642017931000000000,X'1dd6d02db6b8f7b966a145bd11bd0d96a3dfce67c450d8530a16d5217241fd7b',1,1720170000,1720170000,1,0,0,0,0,0,0,'the same content was recorded on 2024-06-06 09:00 UTC from y.csv','E10999999',13,NULL,10,NULL);
INSERT INTO run VALUES(11,4,'desk: query',62,0,X'6bd541721817ef900be78ba23ffa97f6e9456060c4471e3bd824e297e8ddb816',0,1720170000,1720170000,0,3,1,1,1,0,0,'','E10999999',14,NULL,11,NULL);
INSERT INTO run VALUES(12,1,'a.csv',124,1642536331000000000,X'26b78db11fc5574268c26ddb112879196219795681a640d54ab10e9b69e1d6d5',0,1720688401,1720688401,0,4,0,2,1,1,0,'','E10999999',16,NULL,12,NULL);
INSERT INTO run VALUES(13,1,'b.csv',70,1645041931000000000,X'a578091e4cb33945c0b4bccd65ec269f348e25c55fbb35cd65aebe441c7700d8',0,1720688401,1720688401,0,2,0,1,1,0,0,'','E10999999',17,NULL,13,NULL);
INSERT INTO run VALUES(14,1,'c.csv',66,1645560331000000000,X'7f2e4503302062e3dbd71589f2c642f198fef4d4f0e1c463e05068dc4f50828f',0,1720688401,1720688401,2,0,0,0,0,3,0,'3 of 3 rows rejected, more than max_bad_rows = 2 and max_bad_ratio = 0 allow; the first is line 2, column "Period": "Apr" is not a month: write one like 2023-04 or Apr 2023','E10999999',18,NULL,14,NULL);
INSERT INTO run VALUES(15,1,'d.csv',81,1645563931000000000,X'73175e4648eedc2b8a2ee5e06df203f1ba8f68dbae4f112884e43bd140acf092',0,1720688401,1720688401,0,2,1,1,0,0,0,'','E10999999',19,NULL,15,NULL);
INSERT INTO run VALUES(16,2,'s.csv',59,1642536331000000000,X'231d08e1721a5f48530ccb8b18043d8acd878323f2de8e958aee8092b5e7a1d0',0,1720688401,1720688401,1,0,0,0,0,0,0,'the same content was recorded on 2024-07-05 09:00 UTC from s.csv','E10999999',20,NULL,16,NULL);
INSERT INTO run VALUES(17,3,'x.csv',30,1645041931000000000,X'281314c6fd1142ea992468b7831af226713e210f6e6f1826373f1bc542c9f85e',1,1720688401,1720688401,1,0,0,0,0,0,0,'the same content was recorded on 2024-07-05 09:00 UTC from x.csv','E10999999',21,NULL,17,NULL);
INSERT INTO run VALUES(18,3,'y.csv',29,1642536331000000000,X'1dd6d02db6b8f7b966a145bd11bd0d96a3dfce67c450d8530a16d5217241fd7b',1,1720688401,1720688401,1,0,0,0,0,0,0,'the same content was recorded on 2024-06-06 09:00 UTC from y.csv','E10999999',22,NULL,18,NULL);
INSERT INTO run VALUES(19,4,'desk: query',62,0,X'6bd541721817ef900be78ba23ffa97f6e9456060c4471e3bd824e297e8ddb816',0,1720688401,1720688401,1,1,0,1,0,0,0,'','E10999999',23,NULL,19,NULL);
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
INSERT INTO series_state VALUES(1,6,3,50333141,8,13,-700101401301016742,4127036201839571708);
INSERT INTO series_state VALUES(2,2,2,50333140,8,15,3123148954666741410,-3683702427354879866);
INSERT INTO series_state VALUES(3,2,2,50333140,8,2,-7504825134655950579,-2500953229053218417);
INSERT INTO series_state VALUES(4,5,2,50333140,8,9,8305207559117126368,-6383073352144443834);
INSERT INTO series_state VALUES(5,4,3,50333141,8,11,-308381148597269637,-5022393586482125636);
CREATE TABLE source_file (
  id        INTEGER PRIMARY KEY,
  collector INTEGER NOT NULL REFERENCES collector (id),
  path      TEXT NOT NULL,
  UNIQUE (collector, path)
) STRICT;
INSERT INTO source_file VALUES(1,3,'x.csv');
INSERT INTO source_file VALUES(2,3,'y.csv');
CREATE TABLE source_file_version (
  file   INTEGER NOT NULL REFERENCES source_file (id),
  run    INTEGER NOT NULL REFERENCES run (id),
  digest BLOB,
  PRIMARY KEY (file, run)
) STRICT, WITHOUT ROWID;
INSERT INTO source_file_version VALUES(1,3,X'7b03f786ed75c54b136f1102becc1a81dc2697f7705e386cf47e5e69b24dac4b');
INSERT INTO source_file_version VALUES(1,9,X'281314c6fd1142ea992468b7831af226713e210f6e6f1826373f1bc542c9f85e');
INSERT INTO source_file_version VALUES(2,4,X'1dd6d02db6b8f7b966a145bd11bd0d96a3dfce67c450d8530a16d5217241fd7b');
CREATE TABLE totals (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  versions INTEGER NOT NULL,
  series   INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES(1,19,5);
CREATE TABLE IF NOT EXISTS "series" (
  id        INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  indicator TEXT NOT NULL,
  scope     TEXT NOT NULL,
  breakdown TEXT NOT NULL DEFAULT '',
  UNIQUE (authority, indicator, scope, breakdown)
) STRICT;
INSERT INTO series VALUES(1,'E10999999','fte','','');
INSERT INTO series VALUES(2,'E10999999','fte','waste','');
INSERT INTO series VALUES(3,'E10999999','sick','','');
INSERT INTO series VALUES(4,'E10999999','spend','','');
INSERT INTO series VALUES(5,'E10999999','calls','','');
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
CREATE TABLE act (
  authority TEXT NOT NULL,
  number    INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  role      TEXT NOT NULL,
  recorded  INTEGER NOT NULL,
  content   TEXT NOT NULL,
  PRIMARY KEY (authority, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE erasable (
  id      INTEGER PRIMARY KEY,
  salt    BLOB,
  digest  BLOB NOT NULL,
  content TEXT
) STRICT;
INSERT INTO erasable VALUES(1,X'0af6ee3ea36932a8e85052f661ed728a1af1a353d5512f454623ac341eacd1e1',X'6a87ac7515eb12e5b442b4bf4718bea537263978d5df8b967c6b2b2ae5baf21c','22:"many" is not a numberFTE,Waste,May 2024,many,');
INSERT INTO erasable VALUES(2,X'90b07aa40c614c40d5679bfdf92bb72d2f81418a7378f67a24301eb04c996928',X'ae4a211f4b70ed3b01f68b9cf491162b0d12d11c109005cc344e44446b7f67c4','22:"many" is not a numberFTE,Waste,May 2024,many,');
INSERT INTO erasable VALUES(3,X'a6adcd8a8f36bbff923f4ba083dada3d3e85799a9f5f7d38926603b2cf91bd40',X'68e9668bd8adc21abbaffbf553f0ee9b72eef387efaa7c1dd2525d6759fee864','56:"Apr" is not a month: write one like 2023-04 or Apr 2023FTE,,Apr,1,');
INSERT INTO erasable VALUES(4,X'5571c05d67a2531206c312d6e769e4ff4ed710936d1adad6389e3a5d8de2d4dc',X'a2dde8f4970a79ca42f7ab332614ab314bad06d66e21ba5d26ec6bdcdc5d9b0c','56:"May" is not a month: write one like 2023-04 or Apr 2023FTE,,May,1,');
INSERT INTO erasable VALUES(5,X'f6f9a258b0d708ffe657689d73763d144c921ef558b57953604bd8c1098ca611',X'76534f99a528ac7f0f113b92a55931f23df985ff375f248b20c43e807914767c','54:"x" is not a month: write one like 2023-04 or Apr 2023FTE,,x,1,');
CREATE TABLE act_text (
  authority TEXT NOT NULL,
  number    INTEGER NOT NULL,
  name      TEXT NOT NULL,
  text      INTEGER NOT NULL REFERENCES erasable (id),
  PRIMARY KEY (authority, number, name),
  FOREIGN KEY (authority, number) REFERENCES act (authority, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE rejected_row (
  run     INTEGER NOT NULL REFERENCES run (id),
  ordinal INTEGER NOT NULL,
  line    INTEGER NOT NULL,
  field   TEXT NOT NULL,
  text    INTEGER NOT NULL REFERENCES erasable (id),
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO rejected_row VALUES(1,1,5,'Value',1);
INSERT INTO rejected_row VALUES(12,1,5,'Value',2);
INSERT INTO rejected_row VALUES(14,1,2,'Period',3);
INSERT INTO rejected_row VALUES(14,2,3,'Period',4);
INSERT INTO rejected_row VALUES(14,3,4,'Period',5);
CREATE TABLE entry (
  authority TEXT NOT NULL,
  number    INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  recorded  INTEGER NOT NULL,
  content   BLOB NOT NULL,
  link      BLOB NOT NULL,
  PRIMARY KEY (authority, number)
) STRICT, WITHOUT ROWID;
INSERT INTO entry VALUES('E10999999',1,'plan',1717664401,X'8c760d56167cc2ad1bb748a3d439fc97310f52e462a267d62fb7645d1efc277f',X'bbb3cfe065b00c205ab513e00e169a07bccf2ac2c749c06ba25ef7cd6e9b8aa0');
INSERT INTO entry VALUES('E10999999',2,'run',1717664401,X'12b8222b3edf3a1393e5a8b84d230a8eddd652774383c770cca4d4ec480fb58e',X'b0e652c351c3bf2638df1eee1aad9cff9c52bae61c7b7b0b4c20827d4722a6b6');
INSERT INTO entry VALUES('E10999999',3,'run',1717664401,X'75ef1204b8e89cc26376980b386c293f2a8f0ee3aa202ea82b911a97a10d7bac',X'0009d35152be73019b6e3046ad4ad1bef72eeeeb1cf9a281f208f4a84f79d2e2');
INSERT INTO entry VALUES('E10999999',4,'run',1717664401,X'3baef601ba877932c19297bfd9fecc40885b7da28dbc204f443f8ef78230800f',X'58621e11df415b2ade05abae4389f73d66c49c9b7743de60704abdbc8ee95642');
INSERT INTO entry VALUES('E10999999',5,'run',1717664401,X'92e546343b8220e581e482d7aca68c95a89ec7fb805103f2782e62c873e4f4f5',X'47108f9f5f53b9e63acc52d7eb0a52e94d455f6c015c9d175df5d6131ed6d896');
INSERT INTO entry VALUES('E10999999',6,'run',1717664401,X'f0fe6272fadc2911eb78f2a110b9ecb2acba01da0e35d172a64316d45435899e',X'08de6655879db7ea6f74da4a1239703fb5ab3fe1da58c4d41a4651b3565927ba');
INSERT INTO entry VALUES('E10999999',7,'statuses',1717664401,X'17f6a87e958f72024a9958fef9940fd58b49760e0c7cb09dd1a1d62f7b1419f8',X'e95c476115a57c5648da0a79df34ecdea8f99c1631a7495e50a2322724d99b5a');
INSERT INTO entry VALUES('E10999999',8,'plan',1720170000,X'd56726eb0b43a77faa037fdce7807be0e2fa993a9b30160edc7f99ad4e795a60',X'5f4f1d026c7e3468ebc1899523ec575cfbb5d31ad0d437720ce24ba552dfe0cd');
INSERT INTO entry VALUES('E10999999',9,'run',1720170000,X'653c545f2c01479ef35312c22a7370d7eaa60af860ce691d8c646e59b080a5e6',X'c1b06a024a322d0642172b0052ca7e956cf594ccbf4c935c277fa1206dc77505');
INSERT INTO entry VALUES('E10999999',10,'run',1720170000,X'4b5e1582d9582eb6f4eb0bbef4eb224f606ece114f79810abe6fde5ff06bd7d8',X'bb01ef8cf3d962aa8bf75dbc5757978408f0fd0afa48a513ae5a6ea85166cd05');
INSERT INTO entry VALUES('E10999999',11,'run',1720170000,X'bc5975210cfe82b8d8772ab09ff8a1e45de7e97f8b96453162f0499a860905c3',X'b087e676b30805e893f72144d969d54b900432531af59e238d8d2d34ed26663f');
INSERT INTO entry VALUES('E10999999',12,'run',1720170000,X'71f06cb4c9d9e68f912d9c329a93e0e385794355dda5b2a2f72801fdd80ffdd4',X'5a8e2dd84e8bf05ccbd8e8a9cb9a8c5f60ff10c3d354521cf1d4ece18bd1a8e5');
INSERT INTO entry VALUES('E10999999',13,'run',1720170000,X'7721de26beabed243fae973e9920cf14dad8dd17fe004c593c40678d18218a36',X'56a62ceddad80f312c463326d69099437c5789644a2effed178172c05c802dc8');
INSERT INTO entry VALUES('E10999999',14,'run',1720170000,X'1ee688a35fbfae8743238c81050274f2a5c37920d15dcdf3a65d8825b5acb281',X'3fe10aca564be97882bd5a5f24176e5d3b1be3c5bb813af0dfc8eca4cfee9ed1');
INSERT INTO entry VALUES('E10999999',15,'statuses',1720170000,X'610ad374141f5d966c20f7aad74bbd16fb6b1db7172d68fd609879665a6b925a',X'0987be5f49a091a2d3f207f3d11b38d27d5151c0ffcb8e3d260db503d3cf41ef');
INSERT INTO entry VALUES('E10999999',16,'run',1720688401,X'd65189641dfcb15a5bc48f70c6ca01875807a43efb7e10dbca31016210b58e19',X'db69fbbfe28c53375721c88105631e7d48005c4501da59bac7a05c61b184c2bb');
INSERT INTO entry VALUES('E10999999',17,'run',1720688401,X'5f3fdd07d7cda181ed630dd4945512ab0904cbec40fafb3e487524d492767704',X'02c81c8c4f386b9468c43b435c2e8bceb0e97f8ed4cf6556facba08d18685943');
INSERT INTO entry VALUES('E10999999',18,'run',1720688401,X'd9bcabcda5d4fed80697dd6cbe5bfb6469b4e4ae271ee7e5729aa239ccc5ab89',X'f01ae06c31c002f1c1926225b3759da604775174c3fc11ee25c5e8cf5a4d1301');
INSERT INTO entry VALUES('E10999999',19,'run',1720688401,X'11b9ae841de70ebc19b54739325f6168d32602cf57811bc569b14c2a1b355654',X'9fbf60c236dc951f7011166b2a515a4b67a9c3f4875c3be70e9fdeed8da0f1e9');
INSERT INTO entry VALUES('E10999999',20,'run',1720688401,X'd32ffb9bbdc3bd6da0c32d9e197b4a98fca4e981d149b4c82bddf3087007743b',X'9035128902865281ff08efce0bc81afbb704d70662426e0d8c8228303eecdba5');
INSERT INTO entry VALUES('E10999999',21,'run',1720688401,X'a8750a61b72f8decf4996016ff2f7e9d91f1c0c20b3c16ece330bbe12530ac2e',X'e738a0c0e9562350f3ea7db9e6e80f5b5b5bffb4f2d7e9dca1f5bea208fbec34');
INSERT INTO entry VALUES('E10999999',22,'run',1720688401,X'4fea695c660e221e3e8af0828c36bdacf8a20008c7138c29b690a7a2ef4203b1',X'b38a892c5836fb6169e44ebed615ed1bd29a8e46390afb023b16ed2471ad0de3');
INSERT INTO entry VALUES('E10999999',23,'run',1720688401,X'd7333f1722e7a150f901618064dd3b6f06022ce2c7e8bfe58a8f256e8e17a906',X'140f8bdf146572a490e9f04818f60bfccb2feb5910ef48788fb9746fe4e685b4');
CREATE TABLE head (
  authority TEXT PRIMARY KEY,
  number    INTEGER NOT NULL,
  link      BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO head VALUES('E10999999',23,X'140f8bdf146572a490e9f04818f60bfccb2feb5910ef48788fb9746fe4e685b4');
CREATE TABLE corrected_time (
  authority TEXT NOT NULL,
  number    INTEGER NOT NULL,
  recorded  INTEGER NOT NULL,
  PRIMARY KEY (authority, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE lineage (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  text TEXT NOT NULL CHECK (length(text) = 48)
) STRICT;
INSERT INTO lineage VALUES(1,'waymark-lineage:00000000000000009f453589b6128218');
CREATE TABLE plan_description (
  authority TEXT PRIMARY KEY,
  version   INTEGER NOT NULL REFERENCES plan_version (id),
  digest    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO plan_description VALUES('E10999999',2,X'1ee4cf4088db3ee8304f794efcf7438121a7d2a88c0b2b4f62a8c9e1b1d33b6d');
CREATE TABLE reading_series (
  run    INTEGER PRIMARY KEY REFERENCES run (id),
  series TEXT NOT NULL
) STRICT;
CREATE TABLE restated (
  run     INTEGER NOT NULL REFERENCES run (id),
  series  INTEGER NOT NULL REFERENCES series (id),
  periods TEXT NOT NULL,
  PRIMARY KEY (run, series)
) STRICT, WITHOUT ROWID;
CREATE TABLE fallback (
  series INTEGER NOT NULL REFERENCES series (id),
  period INTEGER NOT NULL,
  run    INTEGER NOT NULL REFERENCES run (id),
  source INTEGER NOT NULL REFERENCES run (id),
  PRIMARY KEY (series, period, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_by_digest ON run (collector, digest);
CREATE INDEX run_by_size ON run (collector, size);
CREATE INDEX run_by_time ON run (recorded, id);
CREATE INDEX run_that_revised ON run (collector, id) WHERE revised > 0;
CREATE INDEX contribution_by_file ON contribution (file);
CREATE INDEX plan_version_by_authority ON plan_version (authority, id);
CREATE TRIGGER contribution_is_kept BEFORE DELETE ON contribution BEGIN
  SELECT RAISE(ABORT, 'contributions are never deleted: record the file again instead');
END;
CREATE TRIGGER contribution_stands BEFORE UPDATE ON contribution BEGIN
  SELECT RAISE(ABORT, 'contributions are never changed: record the file again instead');
END;
CREATE TRIGGER run_is_kept BEFORE DELETE ON run BEGIN
  SELECT RAISE(ABORT, 'runs are never deleted');
END;
CREATE TRIGGER plan_version_is_kept BEFORE DELETE ON plan_version BEGIN
  SELECT RAISE(ABORT, 'plan versions are never deleted');
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
CREATE TRIGGER observation_is_kept BEFORE DELETE ON observation_block BEGIN
  SELECT RAISE(ABORT, 'observations are never deleted: record a correction instead');
END;
CREATE TRIGGER observation_stands BEFORE UPDATE ON observation_block BEGIN
  SELECT RAISE(ABORT, 'observations are never changed: record a correction instead');
END;
CREATE VIEW v_indicator AS
SELECT authority, indicator, title, unit, polarity, frequency FROM plan_indicator;
CREATE VIEW v_commitment AS
SELECT authority, commitment, title, indicator, scope, theme, owner FROM plan_commitment;
CREATE UNIQUE INDEX run_by_number ON run (authority, number);
CREATE UNIQUE INDEX plan_version_by_number ON plan_version (authority, number);
CREATE INDEX commitment_status_by_number ON commitment_status (authority, number);
CREATE INDEX contribution_by_run ON contribution (run);
CREATE INDEX source_file_version_by_run ON source_file_version (run);
CREATE INDEX overtaken_by_run ON overtaken (run);
CREATE VIEW run_time AS
SELECT r.id AS run, coalesce(t.recorded, r.recorded) AS recorded
FROM run AS r
LEFT JOIN corrected_time AS t ON t.authority = r.authority AND t.number = r.number;
CREATE VIEW reject AS
SELECT r.run, r.ordinal, r.line, r.field,
  CAST(substr(bytes, colon + 1, length) AS TEXT) AS reason, CAST(substr(bytes, colon + 1 + length) AS TEXT) AS raw
FROM rejected_row AS r
JOIN (SELECT id, CAST(content AS BLOB) AS bytes, instr(content, ':') AS colon, CAST(content AS INTEGER) AS length
      FROM erasable) AS e ON e.id = r.text;
CREATE VIEW observation AS
SELECT b.series, b.block << 4 | json_extract(v.value, '$[0]') AS period, b.run,
  json_extract(v.value, '$[1]') AS mantissa, json_extract(v.value, '$[2]') AS form,
  json_extract(v.value, '$[3]') AS source_row,
  json_extract(v.value, '$[4]') AS numerator, json_extract(v.value, '$[5]') AS numerator_scale,
  json_extract(v.value, '$[6]') AS denominator, json_extract(v.value, '$[7]') AS denominator_scale
FROM observation_block AS b CROSS JOIN json_each(b.versions) AS v;
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
CREATE VIEW v_observation_current AS
SELECT authority, indicator, title, scope, unit, frequency, period, period_start, period_end, period_start_epoch,
  period_end_epoch, value, number, numerator, denominator, flag, withdrawn, revision, recorded_from AS recorded,
  collector, path, source_row, run, breakdown
FROM v_observation_as_of
WHERE recorded_to = 253402300799;
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
COMMIT;
