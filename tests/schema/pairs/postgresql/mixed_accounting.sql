-- pair: ledger tables move to domains, exclusion and deferred keys; functions and triggers change together
-- before
CREATE TABLE accounts (id integer PRIMARY KEY, code text NOT NULL UNIQUE, balance numeric(12,2) NOT NULL DEFAULT 0);
CREATE TABLE entries (id integer PRIMARY KEY, account_id integer NOT NULL REFERENCES accounts, amount numeric(12,2) NOT NULL, at date NOT NULL);
CREATE FUNCTION book() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE accounts SET balance = balance + NEW.amount WHERE id = NEW.account_id; RETURN NEW; END $$;
CREATE TRIGGER book AFTER INSERT ON entries FOR EACH ROW EXECUTE FUNCTION book();
CREATE VIEW balances AS SELECT code, balance FROM accounts;
-- rows
INSERT INTO accounts VALUES (1, 'cash', 0), (2, 'bank', 10);
INSERT INTO entries VALUES (1, 1, 5.50, '2024-01-01'), (2, 2, -1.25, '2024-01-02');
-- after
CREATE DOMAIN money_amount AS numeric(14,2) CHECK (VALUE > -1000000);
CREATE TABLE accounts (id integer PRIMARY KEY, code text NOT NULL UNIQUE, balance money_amount NOT NULL DEFAULT 0, open_during daterange NOT NULL DEFAULT 'empty', EXCLUDE USING gist (open_during WITH &&));
CREATE TABLE entries (id integer PRIMARY KEY, account_id integer NOT NULL REFERENCES accounts DEFERRABLE INITIALLY DEFERRED, amount money_amount NOT NULL CHECK (amount <> 0), at date NOT NULL DEFAULT CURRENT_DATE);
CREATE FUNCTION book() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' THEN UPDATE accounts SET balance = balance + NEW.amount WHERE id = NEW.account_id; END IF; RETURN NEW; END $$;
CREATE TRIGGER book AFTER INSERT OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION book();
CREATE VIEW balances AS SELECT code, balance FROM accounts;
GRANT SELECT ON balances TO PUBLIC;
-- keeps
SELECT code, balance::text FROM balances ORDER BY 1;
SELECT id, account_id, amount::text, at FROM entries ORDER BY 1;
