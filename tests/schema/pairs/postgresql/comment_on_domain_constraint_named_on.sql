-- pair: a comment on the constraint of a domain, whose name holds " on "
-- before
CREATE DOMAIN d AS int CONSTRAINT "value on hand" CHECK (VALUE > 0);
-- after
CREATE DOMAIN d AS int CONSTRAINT "value on hand" CHECK (VALUE > 0);
COMMENT ON CONSTRAINT "value on hand" ON DOMAIN d IS 'stock';
