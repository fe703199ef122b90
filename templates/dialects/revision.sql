-- revision: ${revision}
-- parents: ${parents}
-- message: ${message}
-- created: ${created}
-- labels: ${labels}
-- depends_on: ${depends_on}

-- migrate:up dialect:postgresql

-- migrate:up dialect:sqlite

-- migrate:down dialect:postgresql

-- migrate:down dialect:sqlite
