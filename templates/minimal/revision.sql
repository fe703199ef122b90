-- revision: ${revision}
-- parents: ${parents}
-- message: ${message}
-- labels: ${labels}
-- depends_on: ${depends_on}

-- migrate:up

-- migrate:down
