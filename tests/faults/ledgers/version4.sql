PRAGMA application_id=1465470283;
PRAGMA user_version=4;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE migration (
  version INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  applied INTEGER NOT NULL
) STRICT;
INSERT INTO migration VALUES(1,'0001_ledger.sql',1795727163);
INSERT INTO migration VALUES(2,'0002_queries.sql',1795727163);
INSERT INTO migration VALUES(3,'0003_history.sql',1795727163);
INSERT INTO migration VALUES(4,'0004_blocks.sql',1795727163);
CREATE TABLE collector (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO collector VALUES(1,'rows');
INSERT INTO collector VALUES(2,'spend');
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
INSERT INTO run VALUES(1,1,'first.csv',3318,1795727162852027512,X'224f8237fd4294579e6e612de8ac591d49b919a5f0f4d2145b9f96556d0a2317',0,1795727163,1795727163,0,144,144,0,0,0,0,'');
INSERT INTO run VALUES(2,2,'first.csv',3591,1795727162852101744,X'364a740019ac1d8f46547e1c015f4f2e37bdbac1df90116252eac5dfca18c04d',1,1795727163,1795727163,0,200,36,0,0,0,0,'');
INSERT INTO run VALUES(3,1,'bad.csv',620,1795727163820647615,X'db6bfb2b58f3b810a154406ee7e74f8381502de97ba19112624708e18182f44e',0,1795727164,1795727164,2,0,0,0,0,5,0,'5 of 25 rows rejected, more than max_bad_rows = 2 and max_bad_ratio = 0 allow; the first is line 22, column "value": "unreadable" is not a number');
INSERT INTO run VALUES(4,1,'later.csv',993,1795727163820548477,X'b425171c2a840064a7f32419eecf5caca141f3dc1455373bf8c05d51e822a0dc',0,1795727164,1795727164,0,42,0,0,40,2,0,'');
INSERT INTO run VALUES(5,2,'later.csv',908,1795727163820705476,X'26cd6c3ea32a0dd4f873f647d964cdff63c908520d51a31227ea654a61dabe32',1,1795727164,1795727164,0,50,0,0,27,0,0,'');
CREATE TABLE reject (
  run     INTEGER NOT NULL REFERENCES run (id),
  ordinal INTEGER NOT NULL,
  line    INTEGER NOT NULL,
  field   TEXT NOT NULL,
  reason  TEXT NOT NULL,
  raw     TEXT NOT NULL,
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO reject VALUES(3,1,22,'value','"unreadable" is not a number','series_0,2022-01,unreadable');
INSERT INTO reject VALUES(3,2,23,'value','"unreadable" is not a number','series_0,2022-02,unreadable');
INSERT INTO reject VALUES(3,3,24,'value','"unreadable" is not a number','series_0,2022-03,unreadable');
INSERT INTO reject VALUES(3,4,25,'value','"unreadable" is not a number','series_0,2022-04,unreadable');
INSERT INTO reject VALUES(3,5,26,'value','"unreadable" is not a number','series_0,2022-05,unreadable');
INSERT INTO reject VALUES(4,1,42,'value','"unreadable" is not a number','series_0,2022-11,unreadable');
INSERT INTO reject VALUES(4,2,43,'value','"unreadable" is not a number','series_0,2022-12,unreadable');
CREATE TABLE series (
  id        INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  indicator TEXT NOT NULL,
  scope     TEXT NOT NULL,
  UNIQUE (authority, indicator, scope)
) STRICT;
INSERT INTO series VALUES(1,'E07000125','series_0','');
INSERT INTO series VALUES(2,'E07000125','series_1','');
INSERT INTO series VALUES(3,'E07000125','series_2','');
INSERT INTO series VALUES(4,'E07000125','series_3','');
INSERT INTO series VALUES(5,'E07000125','spend','');
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
INSERT INTO series_state VALUES(1,46,36,50333147,8,4,-4528041833659944723,5693100491670134705);
INSERT INTO series_state VALUES(2,46,36,50333147,8,4,-5980096637567048776,-8450260167065320747);
INSERT INTO series_state VALUES(3,46,36,50333147,8,4,3766990186343926758,2210370184444709627);
INSERT INTO series_state VALUES(4,46,36,50333147,8,4,-3927702307975611406,393048820072593133);
INSERT INTO series_state VALUES(5,63,36,50333147,8,5,1913122420955670999,7270159922942490444);
CREATE TABLE totals (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  versions INTEGER NOT NULL,
  series   INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES(1,247,5);
CREATE TABLE source_file (
  id        INTEGER PRIMARY KEY,
  collector INTEGER NOT NULL REFERENCES collector (id),
  path      TEXT NOT NULL,
  UNIQUE (collector, path)
) STRICT;
INSERT INTO source_file VALUES(1,2,'first.csv');
INSERT INTO source_file VALUES(2,2,'later.csv');
CREATE TABLE source_file_version (
  file   INTEGER NOT NULL REFERENCES source_file (id),
  run    INTEGER NOT NULL REFERENCES run (id),
  digest BLOB,
  PRIMARY KEY (file, run)
) STRICT, WITHOUT ROWID;
INSERT INTO source_file_version VALUES(1,2,X'364a740019ac1d8f46547e1c015f4f2e37bdbac1df90116252eac5dfca18c04d');
INSERT INTO source_file_version VALUES(2,5,X'26cd6c3ea32a0dd4f873f647d964cdff63c908520d51a31227ea654a61dabe32');
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
INSERT INTO contribution VALUES(5,50333112,1,2,80430,2,3);
INSERT INTO contribution VALUES(5,50333112,2,5,149921,2,3);
INSERT INTO contribution VALUES(5,50333113,1,2,519800,2,11);
INSERT INTO contribution VALUES(5,50333113,2,5,66967,2,1);
INSERT INTO contribution VALUES(5,50333114,1,2,383166,2,11);
INSERT INTO contribution VALUES(5,50333114,2,5,87767,2,1);
INSERT INTO contribution VALUES(5,50333115,1,2,164572,2,5);
INSERT INTO contribution VALUES(5,50333115,2,5,15558,2,1);
INSERT INTO contribution VALUES(5,50333116,1,2,117221,2,3);
INSERT INTO contribution VALUES(5,50333116,2,5,13188,2,1);
INSERT INTO contribution VALUES(5,50333117,1,2,300806,2,5);
INSERT INTO contribution VALUES(5,50333118,1,2,196737,2,7);
INSERT INTO contribution VALUES(5,50333118,2,5,70227,2,1);
INSERT INTO contribution VALUES(5,50333119,1,2,282814,2,7);
INSERT INTO contribution VALUES(5,50333119,2,5,43731,2,1);
INSERT INTO contribution VALUES(5,50333120,1,2,62932,2,1);
INSERT INTO contribution VALUES(5,50333120,2,5,-4768,2,1);
INSERT INTO contribution VALUES(5,50333121,1,2,318420,2,5);
INSERT INTO contribution VALUES(5,50333122,1,2,411495,2,7);
INSERT INTO contribution VALUES(5,50333122,2,5,47016,2,2);
INSERT INTO contribution VALUES(5,50333123,1,2,285212,2,8);
INSERT INTO contribution VALUES(5,50333123,2,5,79222,2,2);
INSERT INTO contribution VALUES(5,50333124,1,2,96625,2,1);
INSERT INTO contribution VALUES(5,50333124,2,5,55829,2,2);
INSERT INTO contribution VALUES(5,50333125,1,2,297441,2,6);
INSERT INTO contribution VALUES(5,50333125,2,5,84047,2,3);
INSERT INTO contribution VALUES(5,50333126,1,2,466520,2,10);
INSERT INTO contribution VALUES(5,50333127,1,2,151584,2,3);
INSERT INTO contribution VALUES(5,50333127,2,5,132362,2,3);
INSERT INTO contribution VALUES(5,50333128,1,2,113511,2,4);
INSERT INTO contribution VALUES(5,50333128,2,5,190420,2,4);
INSERT INTO contribution VALUES(5,50333129,1,2,123406,2,2);
INSERT INTO contribution VALUES(5,50333129,2,5,18865,2,1);
INSERT INTO contribution VALUES(5,50333130,1,2,100778,2,4);
INSERT INTO contribution VALUES(5,50333131,1,2,192928,2,3);
INSERT INTO contribution VALUES(5,50333131,2,5,97415,2,3);
INSERT INTO contribution VALUES(5,50333132,1,2,53184,2,2);
INSERT INTO contribution VALUES(5,50333132,2,5,40286,2,2);
INSERT INTO contribution VALUES(5,50333133,1,2,343447,2,5);
INSERT INTO contribution VALUES(5,50333133,2,5,38152,2,2);
INSERT INTO contribution VALUES(5,50333134,1,2,486585,2,8);
INSERT INTO contribution VALUES(5,50333134,2,5,273164,2,4);
INSERT INTO contribution VALUES(5,50333135,1,2,467677,2,10);
INSERT INTO contribution VALUES(5,50333135,2,5,49382,2,1);
INSERT INTO contribution VALUES(5,50333136,1,2,114413,2,2);
INSERT INTO contribution VALUES(5,50333136,2,5,153017,2,3);
INSERT INTO contribution VALUES(5,50333137,1,2,364839,2,6);
INSERT INTO contribution VALUES(5,50333138,1,2,382745,2,8);
INSERT INTO contribution VALUES(5,50333138,2,5,42996,2,1);
INSERT INTO contribution VALUES(5,50333139,1,2,328981,2,6);
INSERT INTO contribution VALUES(5,50333140,1,2,276707,2,5);
INSERT INTO contribution VALUES(5,50333140,2,5,11606,2,1);
INSERT INTO contribution VALUES(5,50333141,1,2,350012,2,6);
INSERT INTO contribution VALUES(5,50333141,2,5,105868,2,2);
INSERT INTO contribution VALUES(5,50333142,1,2,401842,2,7);
INSERT INTO contribution VALUES(5,50333142,2,5,84254,2,2);
INSERT INTO contribution VALUES(5,50333143,1,2,274470,2,6);
INSERT INTO contribution VALUES(5,50333144,1,2,413418,2,10);
INSERT INTO contribution VALUES(5,50333145,1,2,444478,2,7);
INSERT INTO contribution VALUES(5,50333145,2,5,-1199,2,1);
INSERT INTO contribution VALUES(5,50333146,1,2,67509,2,2);
INSERT INTO contribution VALUES(5,50333146,2,5,83844,2,1);
INSERT INTO contribution VALUES(5,50333147,1,2,160473,2,4);
CREATE TABLE plan_version (
  id        INTEGER PRIMARY KEY,
  authority TEXT NOT NULL,
  loaded    INTEGER NOT NULL,
  digest    BLOB NOT NULL
) STRICT;
INSERT INTO plan_version VALUES(1,'E07000125',1795727163,X'0ad6468dd8137d40c2dbd4dfaacbb29ac4efc3bb1827ab59dba62ceb3fef6a48');
CREATE TABLE plan_source (
  version INTEGER NOT NULL REFERENCES plan_version (id),
  ordinal INTEGER NOT NULL,
  name    TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (version, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_source VALUES(1,1,'plan.toml',replace('[[indicator]]\nid = "series_0"\ntitle = "series_0"\nunit = "count"\npolarity = "neutral"\nfrequency = "month"\naggregation = "flow"\n\n[[indicator]]\nid = "series_1"\ntitle = "series_1"\nunit = "count"\npolarity = "neutral"\nfrequency = "month"\naggregation = "flow"\n\n[[indicator]]\nid = "series_2"\ntitle = "series_2"\nunit = "count"\npolarity = "neutral"\nfrequency = "month"\naggregation = "flow"\n\n[[indicator]]\nid = "series_3"\ntitle = "series_3"\nunit = "count"\npolarity = "neutral"\nfrequency = "month"\naggregation = "flow"\n\n[[indicator]]\nid = "spend"\ntitle = "spend"\nunit = "gbp"\npolarity = "neutral"\nfrequency = "month"\naggregation = "flow"\n','\n',char(10)));
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
CREATE TABLE query_text (
  digest  BLOB PRIMARY KEY,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE query_run (
  run       INTEGER PRIMARY KEY REFERENCES run (id),
  source    TEXT NOT NULL,
  made_from BLOB NOT NULL,
  watermark TEXT
) STRICT;
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
INSERT INTO plan_indicator VALUES('E07000125','series_0',1,'series_0','count','neutral','month',2);
INSERT INTO plan_indicator VALUES('E07000125','series_1',1,'series_1','count','neutral','month',2);
INSERT INTO plan_indicator VALUES('E07000125','series_2',1,'series_2','count','neutral','month',2);
INSERT INTO plan_indicator VALUES('E07000125','series_3',1,'series_3','count','neutral','month',2);
INSERT INTO plan_indicator VALUES('E07000125','spend',1,'spend','gbp','neutral','month',2);
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
CREATE TABLE observation_block (
  series   INTEGER NOT NULL REFERENCES series (id),
  block    INTEGER NOT NULL,
  run      INTEGER NOT NULL REFERENCES run (id),
  versions TEXT NOT NULL,
  PRIMARY KEY (series, block, run)
) STRICT, WITHOUT ROWID;
INSERT INTO observation_block VALUES(1,3145819,1,'[[8,17611,0,2],[9,15455,0,6],[10,61898,0,10],[11,12302,0,14],[12,56723,0,18],[13,91204,0,22],[14,29984,0,26],[15,4009,0,30]]');
INSERT INTO observation_block VALUES(1,3145820,1,'[[0,70964,0,34],[1,28390,0,38],[2,69157,0,42],[3,72464,0,46],[4,88715,0,50],[5,37982,0,54],[6,84186,0,58],[7,94848,0,62],[8,43607,0,66],[9,55326,0,70],[10,39763,0,74],[11,66228,0,78],[12,62944,0,82],[13,54304,0,86],[14,71932,0,90],[15,49113,0,94]]');
INSERT INTO observation_block VALUES(1,3145820,4,'[[2,31190,0,2],[3,48490,0,6],[4,76133,0,10],[5,61503,0,14],[6,25132,0,18],[7,72041,0,22],[8,19741,0,26],[9,68574,0,30],[10,88003,0,34],[11,77476,0,38]]');
INSERT INTO observation_block VALUES(1,3145821,1,'[[0,66640,0,98],[1,51544,0,102],[2,3876,0,106],[3,92193,0,110],[4,51589,0,114],[5,65829,0,118],[6,70728,0,122],[7,67341,0,126],[8,60179,0,130],[9,79815,0,134],[10,97059,0,138],[11,73578,0,142]]');
INSERT INTO observation_block VALUES(2,3145819,1,'[[8,74606,0,3],[9,64937,0,7],[10,85405,0,11],[11,63944,0,15],[12,79618,0,19],[13,58377,0,23],[14,77483,0,27],[15,2925,0,31]]');
INSERT INTO observation_block VALUES(2,3145820,1,'[[0,1206,0,35],[1,55327,0,39],[2,29057,0,43],[3,30550,0,47],[4,28676,0,51],[5,2816,0,55],[6,13107,0,59],[7,38848,0,63],[8,94566,0,67],[9,66547,0,71],[10,37245,0,75],[11,51557,0,79],[12,31816,0,83],[13,87129,0,87],[14,92148,0,91],[15,11333,0,95]]');
INSERT INTO observation_block VALUES(2,3145820,4,'[[2,77678,0,3],[3,79157,0,7],[4,8588,0,11],[5,33994,0,15],[6,93998,0,19],[7,62436,0,23],[8,30398,0,27],[9,51109,0,31],[10,8392,0,35],[11,5608,0,39]]');
INSERT INTO observation_block VALUES(2,3145821,1,'[[0,14146,0,99],[1,48565,0,103],[2,61514,0,107],[3,80584,0,111],[4,84824,0,115],[5,29745,0,119],[6,71871,0,123],[7,45065,0,127],[8,35294,0,131],[9,95603,0,135],[10,67174,0,139],[11,26933,0,143]]');
INSERT INTO observation_block VALUES(3,3145819,1,'[[8,8271,0,4],[9,99740,0,8],[10,49756,0,12],[11,3715,0,16],[12,99913,0,20],[13,34908,0,24],[14,13399,0,28],[15,3335,0,32]]');
INSERT INTO observation_block VALUES(3,3145820,1,'[[0,49965,0,36],[1,95138,0,40],[2,57394,0,44],[3,45311,0,48],[4,99738,0,52],[5,54549,0,56],[6,24367,0,60],[7,15845,0,64],[8,93217,0,68],[9,87858,0,72],[10,77015,0,76],[11,77201,0,80],[12,97482,0,84],[13,22676,0,88],[14,88406,0,92],[15,57535,0,96]]');
INSERT INTO observation_block VALUES(3,3145820,4,'[[2,71333,0,4],[3,62135,0,8],[4,79377,0,12],[5,72192,0,16],[6,61638,0,20],[7,52053,0,24],[8,83212,0,28],[9,97157,0,32],[10,20892,0,36],[11,39487,0,40]]');
INSERT INTO observation_block VALUES(3,3145821,1,'[[0,21456,0,100],[1,64185,0,104],[2,5699,0,108],[3,77749,0,112],[4,22328,0,116],[5,1612,0,120],[6,30431,0,124],[7,75732,0,128],[8,86404,0,132],[9,748,0,136],[10,16940,0,140],[11,55848,0,144]]');
INSERT INTO observation_block VALUES(4,3145819,1,'[[8,33432,0,5],[9,58915,0,9],[10,27519,0,13],[11,51093,0,17],[12,276,0,21],[13,94573,0,25],[14,41606,0,29],[15,85137,0,33]]');
INSERT INTO observation_block VALUES(4,3145820,1,'[[0,89978,0,37],[1,3806,0,41],[2,64987,0,45],[3,30260,0,49],[4,60241,0,53],[5,72935,0,57],[6,82490,0,61],[7,97405,0,65],[8,65640,0,69],[9,24883,0,73],[10,65452,0,77],[11,4525,0,81],[12,52990,0,85],[13,48119,0,89],[14,96759,0,93],[15,87000,0,97]]');
INSERT INTO observation_block VALUES(4,3145820,4,'[[2,17094,0,5],[3,82014,0,9],[4,1725,0,13],[5,30714,0,17],[6,70906,0,21],[7,83763,0,25],[8,19873,0,29],[9,1985,0,33],[10,99382,0,37],[11,4064,0,41]]');
INSERT INTO observation_block VALUES(4,3145821,1,'[[0,68280,0,101],[1,96045,0,105],[2,40439,0,109],[3,75782,0,113],[4,22097,0,117],[5,26151,0,121],[6,53012,0,125],[7,46304,0,129],[8,71826,0,133],[9,50290,0,137],[10,67984,0,141],[11,7356,0,145]]');
INSERT INTO observation_block VALUES(5,3145819,2,'[[8,80430,2,0],[9,519800,2,0],[10,383166,2,0],[11,164572,2,0],[12,117221,2,0],[13,300806,2,0],[14,196737,2,0],[15,282814,2,0]]');
INSERT INTO observation_block VALUES(5,3145819,5,'[[8,230351,2,0],[9,586767,2,0],[10,470933,2,0],[11,180130,2,0],[12,130409,2,0],[14,266964,2,0],[15,326545,2,0]]');
INSERT INTO observation_block VALUES(5,3145820,2,'[[0,62932,2,0],[1,318420,2,0],[2,411495,2,0],[3,285212,2,0],[4,96625,2,0],[5,297441,2,0],[6,466520,2,0],[7,151584,2,0],[8,113511,2,0],[9,123406,2,0],[10,100778,2,0],[11,192928,2,0],[12,53184,2,0],[13,343447,2,0],[14,486585,2,0],[15,467677,2,0]]');
INSERT INTO observation_block VALUES(5,3145820,5,'[[0,58164,2,0],[2,458511,2,0],[3,364434,2,0],[4,152454,2,0],[5,381488,2,0],[7,283946,2,0],[8,303931,2,0],[9,142271,2,0],[11,290343,2,0],[12,93470,2,0],[13,381599,2,0],[14,759749,2,0],[15,517059,2,0]]');
INSERT INTO observation_block VALUES(5,3145821,2,'[[0,114413,2,0],[1,364839,2,0],[2,382745,2,0],[3,328981,2,0],[4,276707,2,0],[5,350012,2,0],[6,401842,2,0],[7,274470,2,0],[8,413418,2,0],[9,444478,2,0],[10,67509,2,0],[11,160473,2,0]]');
INSERT INTO observation_block VALUES(5,3145821,5,'[[0,267430,2,0],[2,425741,2,0],[4,288313,2,0],[5,455880,2,0],[6,486096,2,0],[9,443279,2,0],[10,151353,2,0]]');
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
CREATE TRIGGER observation_is_kept BEFORE DELETE ON observation_block BEGIN
  SELECT RAISE(ABORT, 'observations are never deleted: record a correction instead');
END;
CREATE TRIGGER observation_stands BEFORE UPDATE ON observation_block BEGIN
  SELECT RAISE(ABORT, 'observations are never changed: record a correction instead');
END;
CREATE VIEW observation AS
SELECT b.series, b.block << 4 | json_extract(v.value, '$[0]') AS period, b.run,
  json_extract(v.value, '$[1]') AS mantissa, json_extract(v.value, '$[2]') AS form,
  json_extract(v.value, '$[3]') AS source_row,
  json_extract(v.value, '$[4]') AS numerator, json_extract(v.value, '$[5]') AS numerator_scale,
  json_extract(v.value, '$[6]') AS denominator, json_extract(v.value, '$[7]') AS denominator_scale
FROM observation_block AS b CROSS JOIN json_each(b.versions) AS v;
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
CREATE VIEW v_observation_current AS
SELECT authority, indicator, title, scope, unit, frequency, period, period_start, period_end, period_start_epoch,
  period_end_epoch, value, number, numerator, denominator, flag, withdrawn, revision, recorded_from AS recorded,
  collector, path, source_row, run
FROM v_observation_as_of
WHERE recorded_to = 253402300799;
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
CREATE VIEW v_indicator AS
SELECT authority, indicator, title, unit, polarity, frequency FROM plan_indicator;
CREATE VIEW v_commitment AS
SELECT authority, commitment, title, indicator, scope, theme, owner FROM plan_commitment;
COMMIT;
