-- revision: ${revision}
-- parents: ${parents}
-- message: ${message}
-- created: ${created}
-- labels: ${labels}
-- depends_on: ${depends_on}

-- migrate:up

-- migrate:down
