-- pair: states turn from text to an enum, a history table comes with its trigger, a view is split
-- before
CREATE TABLE tickets (id integer PRIMARY KEY, title text NOT NULL, state text NOT NULL DEFAULT 'open' CONSTRAINT state_known CHECK (state IN ('open', 'closed')), prio integer);
CREATE VIEW open_tickets AS SELECT id, title, prio FROM tickets WHERE state = 'open';
CREATE VIEW urgent AS SELECT id, title FROM open_tickets WHERE prio > 5;
CREATE INDEX tickets_state ON tickets (state);
-- rows
INSERT INTO tickets VALUES (1, 'a', 'open', 9), (2, 'b', 'closed', 1);
-- after
CREATE TYPE ticket_state AS ENUM ('open', 'closed', 'waiting');
CREATE TABLE tickets (id integer PRIMARY KEY, title text NOT NULL, state ticket_state NOT NULL DEFAULT 'open', prio smallint);
CREATE TABLE history (ticket_id integer NOT NULL REFERENCES tickets, old ticket_state, new ticket_state, at timestamptz DEFAULT now());
CREATE FUNCTION track() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO history (ticket_id, old, new) VALUES (NEW.id, OLD.state, NEW.state); RETURN NULL; END $$;
CREATE TRIGGER track AFTER UPDATE OF state ON tickets FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION track();
CREATE VIEW open_tickets AS SELECT id, title, prio FROM tickets WHERE state = 'open';
CREATE VIEW urgent AS SELECT id, title FROM open_tickets WHERE prio > 5;
CREATE INDEX tickets_state ON tickets (state) WHERE state <> 'closed';
-- keeps
SELECT id, title, state::text, prio::text FROM tickets ORDER BY 1;
SELECT id, title FROM urgent ORDER BY 1;
