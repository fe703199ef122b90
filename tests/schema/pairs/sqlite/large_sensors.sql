-- pair: a large mixed change of sensor data with generated columns and an rtree
-- before
CREATE TABLE sensors (id INTEGER PRIMARY KEY, kind TEXT, lat REAL, lon REAL);
CREATE TABLE readings (sensor INTEGER, at INTEGER, value REAL, raw BLOB, f REAL AS (value * 1.8 + 32) VIRTUAL);
CREATE VIRTUAL TABLE area USING rtree(id, lat0, lat1, lon0, lon1);
CREATE INDEX readings_at ON readings(sensor, at);
CREATE INDEX readings_f ON readings(f);
CREATE VIEW latest AS SELECT sensor, max(at) AS at FROM readings GROUP BY sensor;
-- rows
INSERT INTO sensors VALUES (1, 'temp', 1.5, 2.5), (2, 'hum', NULL, NULL);
INSERT INTO readings (rowid, sensor, at, value, raw) VALUES (100, 1, 10, 1.25, x'00ff'), (50, 1, 20, 2.5, NULL), (70, 2, 10, 0.5, x'');
INSERT INTO area VALUES (1, 1, 2, 2, 3);
-- after
CREATE TABLE sensors (id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('temp', 'hum', 'co2')), lat REAL, lon REAL, active INTEGER NOT NULL DEFAULT TRUE);
CREATE TABLE readings (sensor INTEGER NOT NULL REFERENCES sensors(id) ON DELETE CASCADE, at INTEGER NOT NULL, value REAL, k REAL AS (value + 273.15) STORED, raw BLOB);
CREATE VIRTUAL TABLE area USING rtree(id, lat0, lat1, lon0, lon1);
CREATE UNIQUE INDEX readings_at ON readings(sensor, at DESC);
CREATE INDEX readings_k ON readings(k) WHERE k IS NOT NULL;
CREATE VIEW latest AS SELECT sensor, max(at) AS at, k FROM readings GROUP BY sensor;
-- keeps
SELECT id, kind, lat, lon FROM sensors ORDER BY id;
SELECT rowid, sensor, at, value, quote(raw) FROM readings ORDER BY rowid;
SELECT id, lat0, lat1, lon0, lon1 FROM area ORDER BY id;
SELECT sensor, at FROM latest ORDER BY sensor;
