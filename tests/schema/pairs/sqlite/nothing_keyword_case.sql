-- pair: nothing but the case of keywords
-- before
create table t (id integer primary key autoincrement, a text not null default 'X' collate nocase, b text references t2(k) on delete cascade);
create table t2 (k text primary key) without rowid;
create unique index t_a on t(a desc) where b is not null;
create trigger tr after insert on t when new.id < 0 begin delete from t where id = new.id; end;
-- rows
INSERT INTO t2 VALUES ('k1');
INSERT INTO t VALUES (1, 'p', 'k1'), (5, 'q', NULL);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL DEFAULT 'X' COLLATE NOCASE, b TEXT REFERENCES t2(k) ON DELETE CASCADE);
CREATE TABLE t2 (k TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE UNIQUE INDEX t_a ON t(a DESC) WHERE b IS NOT NULL;
CREATE TRIGGER tr AFTER INSERT ON t WHEN new.id < 0 BEGIN DELETE FROM t WHERE id = new.id; END;
-- keeps
SELECT id, a, b FROM t ORDER BY id;
SELECT name, seq FROM sqlite_sequence ORDER BY name;
