-- pair: a large mixed change of a school with circular and self references
-- before
CREATE TABLE teachers (id INTEGER PRIMARY KEY, name TEXT, mentor INTEGER REFERENCES teachers(id) ON DELETE SET NULL, class_id INTEGER REFERENCES classes(id));
CREATE TABLE classes (id INTEGER PRIMARY KEY, label TEXT, head INTEGER REFERENCES teachers(id) ON DELETE CASCADE);
CREATE TABLE pupils (id INTEGER PRIMARY KEY, name TEXT, class_id INTEGER REFERENCES classes(id) ON DELETE CASCADE, born TEXT);
CREATE TABLE marks (pupil INTEGER REFERENCES pupils(id) ON DELETE CASCADE, subject TEXT, mark INTEGER CHECK (mark BETWEEN 1 AND 6));
CREATE INDEX marks_pupil ON marks(pupil);
CREATE VIEW averages AS SELECT pupil, avg(mark) AS m FROM marks GROUP BY pupil;
CREATE VIEW best AS SELECT pupil FROM averages WHERE m < 2;
-- rows
INSERT INTO teachers VALUES (1, 'T1', NULL, NULL), (2, 'T2', 1, NULL);
INSERT INTO classes VALUES (1, 'A', 1), (2, 'B', 2);
UPDATE teachers SET class_id = id;
INSERT INTO pupils VALUES (1, 'P1', 1, '2010-01-01'), (2, 'P2', 2, NULL);
INSERT INTO marks (rowid, pupil, subject, mark) VALUES (11, 1, 'math', 1), (5, 1, 'art', 2), (80, 2, 'math', 4);
-- after
CREATE TABLE teachers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, class_id INTEGER REFERENCES classes(id), mentor INTEGER REFERENCES teachers(id) ON DELETE CASCADE);
CREATE TABLE classes (id INTEGER PRIMARY KEY, label TEXT UNIQUE, head INTEGER REFERENCES teachers(id) ON DELETE SET NULL, room TEXT DEFAULT 'none');
CREATE TABLE pupils (id INTEGER PRIMARY KEY, name TEXT, class_id INTEGER REFERENCES classes(id) ON DELETE CASCADE);
CREATE TABLE marks (pupil INTEGER NOT NULL REFERENCES pupils(id) ON DELETE CASCADE, subject TEXT NOT NULL, mark INTEGER CHECK (mark BETWEEN 0 AND 15), UNIQUE (pupil, subject));
CREATE INDEX marks_pupil ON marks(pupil, mark DESC);
CREATE INDEX marks_good ON marks(pupil) WHERE mark < 3;
CREATE VIEW averages AS SELECT pupil, avg(mark) AS m, count(*) AS n FROM marks GROUP BY pupil;
CREATE VIEW best AS SELECT pupil, n FROM averages WHERE m < 2;
-- keeps
SELECT id, name, mentor, class_id FROM teachers ORDER BY id;
SELECT id, label, head FROM classes ORDER BY id;
SELECT id, name, class_id FROM pupils ORDER BY id;
SELECT rowid, pupil, subject, mark FROM marks ORDER BY rowid;
SELECT pupil, m FROM averages ORDER BY pupil;
SELECT pupil FROM best ORDER BY pupil;
