-- pair: text becomes uuid
-- before
CREATE TABLE m (id text PRIMARY KEY, n integer);
-- rows
INSERT INTO m VALUES ('6f6b9e0c-0000-4000-8000-000000000001', 1);
-- after
CREATE TABLE m (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), n integer);
-- keeps
SELECT id::text, n FROM m ORDER BY 1;
