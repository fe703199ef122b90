# What the tests of schemas share. The example: what is wanted, in no order.
wanted() {
    if [ "$ENGINE" = sqlite ]; then
        cat >schema.sql <<'X'
CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18;
CREATE INDEX users_name ON users (name);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, age integer CHECK (age > 0));
X
    else
        cat >schema.sql <<'X'
CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18;
CREATE INDEX users_name ON users (name);
CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, age integer CHECK (age > 0), mood mood);
CREATE TYPE mood AS ENUM ('sad', 'ok');
X
    fi
}

generate() {
    migrate revision --autogenerate -m "$1" "${@:2}" 2>err
}

scratches() {
    [ "$ENGINE" = sqlite ] || psql -qXAt -d postgres -c "SELECT count(*) FROM pg_database WHERE datname LIKE 'migrate_scratch_%'"
}
