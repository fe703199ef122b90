-- revision: e27715b3f0c8
-- parents: [5be0c7d913aa, c9d6f4a8102e]
-- message: merge catalogue and billing
-- created: 2026-02-10T08:55:00Z

-- migrate:up

-- migrate:down
