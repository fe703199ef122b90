load helper

untouched() {
    ! has_table alembic_version
}

@test "no versions folder" {
    rmdir versions
    fails 2 "versions: no such folder: No such file or directory" migrate upgrade head
    grep -q "^hint: " err
    untouched
}

@test "an empty versions folder is nothing to do" {
    migrate upgrade head 2>err
    grep -q "nothing to do: there are no scripts" err
    same "" "$(migrate history)"
    same "" "$(migrate heads)"
    untouched
}

@test "scripts that are none" {
    three
    echo "CREATE TABLE x (a integer);" >versions/d4.sql
    fails 2 "versions/d4.sql:1:1: no header" migrate upgrade head
    printf -- '-- revision: d4\n-- parents: c3\n' >versions/d4.sql
    fails 2 "versions/d4.sql:1:14: there is no up section" migrate upgrade head
    printf -- '-- revision: d4\n-- parents: c3\n-- migrate:up\n-- migrate:up\n' >versions/d4.sql
    fails 2 'versions/d4.sql:4:1: a second "migrate:up"' migrate upgrade head
    printf -- '-- revision: d4\n-- parents: c3\n-- migrate:up\nSELECT 1 /* x\n' >versions/d4.sql
    fails 2 "versions/d4.sql:4:10: this comment does not end" migrate upgrade head
    printf -- '-- revision: d4\n-- parents: c3\n-- migrate:up\nSELECT "x\n' >versions/d4.sql
    fails 2 "versions/d4.sql:4:8: this quoted name does not end" migrate upgrade head
    printf -- '-- revision: d4\n-- parents: c3\n-- migrate:up\nSELECT \0;\n' >versions/d4.sql
    fails 2 "versions/d4.sql:4:8: a NUL byte" migrate upgrade head
    printf -- '-- revision: d4\n-- parents: c3\n-- migrate:up\nSELECT \xff;\n' >versions/d4.sql
    fails 2 "versions/d4.sql:4:8: this is not UTF-8" migrate upgrade head
    rm versions/d4.sql
    mkdir versions/d4.sql
    fails 2 "versions/d4.sql: not a file, but a folder" migrate upgrade head
    untouched
}

@test "graphs that are none" {
    table a1 ""
    table b2 nosuch
    fails 2 'versions/b2.sql:1:14: parents of b2: there is no revision "nosuch"' migrate heads
    table b2 b2
    fails 2 "versions/b2.sql:1:14: b2 names itself" migrate heads
    table b2 a1
    cp versions/b2.sql versions/twin.sql
    fails 2 'versions/twin.sql:1:14: the revision id "b2" is taken already by versions/b2.sql:1' migrate heads
    rm versions/twin.sql
    table a1 b2
    fails 2 "the revisions run in a circle" migrate heads
    grep -q "a1 needs b2 (versions/a1.sql:1)" err
    grep -q "b2 needs a1 (versions/b2.sql:1)" err
    untouched
}

@test "ids of 33 characters and with quotes" {
    table 123456789012345678901234567890123 ""
    fails 2 "has 33 characters; the version table holds 32" migrate upgrade head
    fails 2 "has 33 characters; the version table holds 32" migrate upgrade head --dry-run
    fails 2 "has 33 characters; the version table holds 32" migrate upgrade head --sql
    fails 2 "has 33 characters; the version table holds 32" migrate stamp head
    fails 2 "has 33 characters; the version table holds 32" migrate stamp head --dry-run
    untouched
    rm versions/*
    fails 2 "has 33 characters; the version table holds 32" migrate revision --rev-id 123456789012345678901234567890123
    table "a'; DROP TABLE x; --" ""
    fails 2 "cannot be a revision id" migrate upgrade head
    rm versions/*
    table 12345678901234567890123456789012 ""
    migrate upgrade head
}

@test "targets that are none" {
    three
    table abcd1 c3
    table abcd2 abcd1
    fails 2 'there is no revision "nosuch"' migrate upgrade nosuch
    fails 2 '"abcd" is the beginning of 2 names' migrate upgrade abcd
    grep -q "abcd1  make abcd1" err
    fails 2 "goes too far: there are only 5 steps up" migrate upgrade +99
    fails 2 "no step up" migrate upgrade -99
    fails 2 "nothing is applied" migrate downgrade -99
    fails 2 'did you mean head?' migrate upgrade haed
    untouched
}

@test "command lines that are none" {
    fails 2 'unknown command "upgrad"' migrate upgrad head
    grep -q 'did you mean "upgrade"?' err
    fails 2 "upgrade needs TARGET" migrate upgrade
    fails 2 "too many arguments for upgrade" migrate upgrade a b
    fails 2 "migrate: unknown option --sqll" migrate upgrade head --sqll
    fails 2 "history takes no option --sql" migrate history --sql
    fails 2 "no command" migrate
    same "migrate $(migrate --version | cut -d' ' -f2)" "$(migrate --version)"
}

@test "settings that are none" {
    printf 'database:\n  urll: x\n' >migrate.yaml
    fails 2 'migrate.yaml:2:3: unknown setting "database.urll"' migrate heads
    grep -q 'did you mean "database.url"?' err
    fails 2 "none.yaml: cannot open: No such file or directory" migrate heads -c none.yaml
    printf 'environments:\n  production:\n    recursive: true\n' >migrate.yaml
    fails 2 'there is no environment "prod"' migrate heads -n prod
    migrate heads -n production
}

@test "URLs that are none" {
    fails 2 "unknown kind of database" migrate upgrade head --url oracle://x/y
    fails 2 "does not begin with a kind of database" migrate upgrade head --url app.db
    fails 2 "not supported yet" migrate upgrade head --url mysql://x/y
    fails 2 "special character" migrate upgrade head --url "postgresql://u:s3c@ret@h/db"
    ! grep -q s3c err
    fails 2 "not escaped" migrate upgrade head --url "postgresql://u:s3c/ret@h/db"
    ! grep -q s3c err
    fails 2 "special character" migrate upgrade head --url "postgresql://u:s3cret@h:port/db?nosuch=1"
    ! grep -q s3cret err
}

@test "servers that do not answer" {
    printf 'database:\n  connect_timeout: 2s\n' >migrate.yaml
    start=$SECONDS
    fails 1 "cannot connect" migrate upgrade head --url postgresql://u:s3cret@192.0.2.1/db
    ! grep -q s3cret err
    [ $((SECONDS - start)) -lt 8 ]
    fails 1 "cannot connect" migrate upgrade head --url "postgresql://u:s3cret@/db?host=/nonexistent"
    ! grep -q s3cret err
}

@test "a wrong password" {
    [ "$ENGINE" = postgresql ] || skip "SQLite has none"
    psql -qX -c "DROP ROLE IF EXISTS locked" -c "CREATE ROLE locked LOGIN PASSWORD 'right'"
    fails 1 "password authentication failed" migrate current --url "postgresql://locked:wr0ng@/$DATABASE?host=$PGHOST"
    ! grep -q wr0ng err
    migrate current --url "postgresql://locked:right@/$DATABASE?host=$PGHOST"
    echo right >secret
    printf 'database:\n  url: postgresql://locked@/%s?host=%s\n  password_file: secret\n' "$DATABASE" "$PGHOST" >migrate.yaml
    unset DATABASE_URL
    migrate current
    psql -qX -c "DROP ROLE locked"
}

@test "SQLite files that cannot be written" {
    [ "$ENGINE" = sqlite ] || skip
    three
    fails 1 "attempt to write a readonly database" migrate upgrade head --url "sqlite:///$PWD/ro.db?mode=ro" || {
        sqlite3 ro.db "CREATE TABLE x (a)"
        fails 1 "attempt to write a readonly database" migrate upgrade head --url "sqlite:///$PWD/ro.db?mode=ro"
    }
    echo "this is not a database at all, but long enough to be one" >text.db
    fails 1 "file is not a database" migrate upgrade head --url "sqlite:///text.db"
    mkdir folder.db
    fails 1 "unable to open" migrate upgrade head --url "sqlite:///folder.db"
}

@test "the version table's own width counts" {
    long=a123456789012345678901234567890123456789
    sql "CREATE TABLE alembic_version (version_num VARCHAR(40) NOT NULL)"
    table a1 ""
    table $long a1
    table ${long}b $long
    fails 2 "versions/${long}b.sql:1:14: the revision id \"${long}b\" has 41 characters; the version table holds 40" migrate upgrade head
    ! has_table t_a1
    migrate upgrade $long
    same $long "$(rows)"
    migrate revision -m "long ones are fine here" --rev-id ${long}c --head $long --splice
    if [ "$ENGINE" = postgresql ]; then
        fails 2 "alembic_version ALTER COLUMN version_num TYPE varchar(255)" migrate upgrade ${long}b
        sql "ALTER TABLE public.alembic_version ALTER COLUMN version_num TYPE varchar(255)"
    else
        # SQLite holds what it was told not to: then it is no limit.
        sql "UPDATE alembic_version SET version_num = '${long}b'"
    fi
    migrate upgrade ${long}b
    same ${long}b "$(rows)"
}

@test "--raiseerr says where in the program an error arose" {
    three
    fails 2 "raised in: unknown_name, src/revision/name.c:" migrate upgrade nosuch --raiseerr
}

@test "a script is a script whatever the case of its name, and other files are not ours" {
    three
    mv versions/c3.sql versions/C3.SQL
    touch versions/README versions/.gitkeep versions/a1.sql~ versions/.#a1.sql versions/#a1.sql# versions/.a1.sql.swp versions/notes.txt
    same 3 "$(migrate history | wc -l)"
    echo "SELECT 1;" >versions/HANDMADE.SQL
    fails 2 "versions/HANDMADE.SQL:1:1: no header" migrate history
}

@test "what stands before an @ is no beginning of a reserved word" {
    table base1 ""
    table heads1 base1
    table current1 base1
    fails 2 '"base" is no branch' migrate upgrade base@head
    fails 2 '"heads" is no branch' migrate upgrade heads@head
    fails 2 '"current" is no branch' migrate upgrade current@head
    fails 2 'nothing before the "@"' migrate upgrade @head
    untouched
}
