-- pair: columns with CURRENT_TIMESTAMP, CURRENT_DATE and CURRENT_TIME as defaults are added
-- before
CREATE TABLE events (id INTEGER PRIMARY KEY, what TEXT NOT NULL);
-- rows
INSERT INTO events VALUES (1, 'boot'), (2, 'halt');
-- after
CREATE TABLE events (id INTEGER PRIMARY KEY, what TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, d TEXT DEFAULT CURRENT_DATE, t TEXT DEFAULT (CURRENT_TIME));
-- keeps
SELECT id, what FROM events ORDER BY id;
