-- pair: a large mixed change of a bank to STRICT tables
-- before
CREATE TABLE accounts (iban TEXT PRIMARY KEY, owner TEXT, balance INTEGER DEFAULT 0);
CREATE TABLE transfers (id INTEGER PRIMARY KEY AUTOINCREMENT, src TEXT REFERENCES accounts(iban), dst TEXT REFERENCES accounts(iban), amount INTEGER, note);
CREATE TABLE audit (at TEXT, what TEXT);
CREATE TRIGGER transfers_ai AFTER INSERT ON transfers BEGIN
  UPDATE accounts SET balance = balance - new.amount WHERE iban = new.src;
  UPDATE accounts SET balance = balance + new.amount WHERE iban = new.dst;
  INSERT INTO audit VALUES ('t', 'transfer ' || new.id);
END;
CREATE TRIGGER transfers_bd BEFORE DELETE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers stay'); END;
-- rows
INSERT INTO accounts VALUES ('DE1', 'Ann', 1000), ('DE2', 'Bob', 500);
INSERT INTO transfers (id, src, dst, amount, note) VALUES (5, 'DE1', 'DE2', 100, 'rent'), (6, 'DE2', 'DE1', 25, NULL);
-- after
CREATE TABLE accounts (iban TEXT PRIMARY KEY, owner TEXT NOT NULL, balance INTEGER NOT NULL DEFAULT 0, currency TEXT NOT NULL DEFAULT 'EUR') STRICT, WITHOUT ROWID;
CREATE TABLE transfers (id INTEGER PRIMARY KEY AUTOINCREMENT, src TEXT NOT NULL REFERENCES accounts(iban) ON UPDATE CASCADE, dst TEXT NOT NULL REFERENCES accounts(iban) ON UPDATE CASCADE, amount INTEGER NOT NULL CHECK (amount > 0), note TEXT, CHECK (src <> dst)) STRICT;
CREATE TABLE audit (at TEXT DEFAULT CURRENT_TIMESTAMP, what TEXT) STRICT;
CREATE INDEX transfers_src ON transfers(src);
CREATE TRIGGER transfers_ai AFTER INSERT ON transfers BEGIN
  UPDATE accounts SET balance = balance - new.amount WHERE iban = new.src;
  UPDATE accounts SET balance = balance + new.amount WHERE iban = new.dst;
  INSERT INTO audit (what) VALUES ('transfer ' || new.id);
END;
CREATE TRIGGER transfers_bd BEFORE DELETE ON transfers BEGIN SELECT RAISE(ABORT, 'transfers stay for ever'); END;
-- keeps
SELECT iban, owner, balance FROM accounts ORDER BY iban;
SELECT id, src, dst, amount, note FROM transfers ORDER BY id;
SELECT rowid, at, what FROM audit ORDER BY rowid;
SELECT name, seq FROM sqlite_sequence ORDER BY name;
