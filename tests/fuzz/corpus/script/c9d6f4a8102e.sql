-- revision: c9d6f4a8102e
-- parents: 8c41d2e07b55
-- message: keep order totals
-- created: 2026-02-04T14:27:19Z
-- labels: billing

-- migrate:up dialect:postgresql
ALTER TABLE orders ADD COLUMN total_cents bigint NOT NULL DEFAULT 0;

CREATE FUNCTION order_total() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders SET total_cents = total_cents + NEW.quantity *
        (SELECT price_cents FROM products WHERE id = NEW.product_id)
    WHERE id = NEW.order_id;
    RETURN NEW;
END
$$;

CREATE TRIGGER order_lines_total AFTER INSERT ON order_lines
    FOR EACH ROW EXECUTE FUNCTION order_total();

-- migrate:up dialect:sqlite
ALTER TABLE orders ADD COLUMN total_cents bigint NOT NULL DEFAULT 0;

CREATE TRIGGER order_lines_total AFTER INSERT ON order_lines
BEGIN
    UPDATE orders SET total_cents = total_cents + NEW.quantity *
        (SELECT CASE WHEN price_cents > 0 THEN price_cents ELSE 0 END
         FROM products WHERE id = NEW.product_id)
    WHERE id = NEW.order_id;
END;

-- migrate:down dialect:postgresql
DROP TRIGGER order_lines_total ON order_lines;
DROP FUNCTION order_total();
ALTER TABLE orders DROP COLUMN total_cents;

-- migrate:down dialect:sqlite
DROP TRIGGER order_lines_total;
ALTER TABLE orders DROP COLUMN total_cents;
