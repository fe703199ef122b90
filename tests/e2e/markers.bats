load helper

# nearly MARKER: stands between the two ways, and must not make one of them.
nearly() {
    printf -- '-- revision: a1\n-- parents: []\n-- message: x\n%s\n-- migrate:up\nCREATE TABLE t (a integer);\nINSERT INTO t VALUES (1);\n%s\nDROP TABLE t;\n' "${2:-}" "$1" >versions/a1.sql
}

@test "a comment that is nearly a marker is an error with its line" {
    while IFS= read -r marker; do
        nearly "$marker"
        fails 2 "versions/a1.sql:8:" migrate upgrade head || { echo "at: $marker"; return 1; }
        grep -q "marker\|section option" err || { cat err; return 1; }
        fails 2 "" migrate upgrade base:head --sql || { echo "printed: $marker"; return 1; }
        fails 3 "" migrate check --offline || { echo "checked: $marker"; return 1; }
        [ ! -e test.db ] || ! has_table t
    done <<'X'
-- migrate : down
-- migrate: down
-- migrate :down
-- migrate down
-- migrate-down
-- migrate_down
-- migrate.down
-- migrate;down
-- migrate::down
-- migrate=down
-- migrate/down
-- Migrate:Down
-- MIGRATE:DOWN
-- migrate:Down
-- migrate:dwn
-- migrate:donw
-- migrte:down
-- migrate:down:
-- migrate:down;
-- migrate:down.
-- migrate:down -
-- migrate:down transaction=false
-- migrate down transaction:false
---- migrate:down
--- migrate:down
--  - migrate:down
--	migrate	down
/* migrate:down */
/*migrate:down*/
/* migrate down */
/** migrate:down **/
-- [migrate:down]
-- "migrate:down"
-- <migrate:down>
-- +migrate:down
-- @migrate:down
-- #migrate:down
-- migrate:down
-- migrate: down
--　migrate:down
-- migrate :down
-- migrate：down
-- ｍｉｇｒａｔｅ:ｄｏｗｎ
-- migrate​:down
-- migrate:up
-- migrate up
-- +goose Down
-- +goose Up
--+goose Down
-- +goose StatementBegin
-- +goose StatementEnd
-- +migrate Down
-- +migrate StatementBegin
--rollback DROP TABLE t;
--changeset a:1
--liquibase formatted sql
---- create above / drop below ----
-- dbmate
X
}

@test "other comments are comments, and the header lets the others in" {
    while IFS= read -r comment; do
        nearly "$comment" ""
        printf -- '-- migrate:down\n' >>versions/a1.sql
        sed -i 's/^DROP TABLE t;$//' versions/a1.sql
        migrate upgrade head -q || { echo "at: $comment"; return 1; }
        sql "DROP TABLE t"
        migrate stamp base -q
    done <<'X'
-- migrate down to the old schema
-- migrates the rows
-- migration:down
-- we migrate: downtime is short
-- rollback is not needed
-- upgrade
-- the goose is up
-- created above
/* migrate the data down below */
X
    nearly "-- +goose Down" "-- x-allow-foreign-markers: true"
    sed -i 's/^DROP TABLE t;$/SELECT 1;/' versions/a1.sql
    migrate upgrade head
    has_table t
}

@test "COPY data with an end within a line are refused, for the server would stop there" {
    [ "$ENGINE" = postgresql ] || skip
    sql "CREATE TABLE t (a text)"
    script a1 "" $'COPY t FROM stdin;\nfirst\na\\.\nlast\n\\.' ""
    fails 2 "versions/a1.sql:8:2" migrate upgrade head
    grep -q "would end the data" err
    script a1 "" $'COPY t FROM stdin;\n\\\\.\na\\\\.\n\\\\\\\\.\nb\\.c\\.d\nlast\n\\.' ""
    fails 1 "" migrate upgrade head # corrupt, says the server
    script a1 "" $'COPY t FROM stdin;\n\\\\.\na\\\\.\n\\\\\\\\.\nlast\n\\.' ""
    migrate upgrade head
    same '\.|a\.|\\.|last' "$(sql "SELECT a FROM t" | paste -sd'|' -)"
    sql "TRUNCATE t"
    script b2 a1 $'COPY t FROM stdin WITH (FORMAT csv);\nfirst\na\\.\nlast\n\\.' ""
    migrate upgrade head
    same 'first|a\.|last' "$(sql "SELECT a FROM t" | paste -sd'|' -)"
    sql "TRUNCATE t"
    script c3 b2 $'COPY t FROM stdin;\n\\\\.\r\nx\\.\r\nlast\n\\.' ""
    fails 2 "would end the data" migrate upgrade head
}
