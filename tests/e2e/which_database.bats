load helper

ONLY=sqlite

settings() {
    cat >migrate.yaml <<'X'
database: {url: "sqlite:///general.db"}
environments:
  staging: {database: {url: "sqlite:///staging.db"}}
  variable: {database: {url: "${DATABASE_URL}"}}
  none: {database: {lock_timeout: 1s}}
X
}

# made FILE: by the last run, and no other.
made() {
    same "$1" "$(ls -- *.db 2>/dev/null | paste -sd' ' -)"
    rm -f -- *.db
}

@test "--url beats the chosen environment, that DATABASE_URL, that the settings, that the default" {
    table a1 ""
    unset DATABASE_URL
    migrate upgrade head && made app.db
    settings
    migrate upgrade head && made general.db
    export DATABASE_URL=sqlite:///variable.db
    migrate upgrade head && made variable.db
    migrate -n staging upgrade head && made staging.db
    MIGRATE_ENV=staging migrate upgrade head && made staging.db
    migrate -n variable upgrade head && made variable.db
    migrate -n none upgrade head && made variable.db
    env -u DATABASE_URL "$MIGRATE" -n none upgrade head && made general.db
    migrate -n staging upgrade head --url sqlite:///flag.db && made flag.db
}

@test "a DATABASE_URL that is set, but empty, is an error" {
    table a1 ""
    settings
    for command in "upgrade head" current "downgrade base" "stamp head" check "dump"; do
        # shellcheck disable=SC2086
        DATABASE_URL="" fails 2 "DATABASE_URL is set, but empty" migrate $command
    done
    DATABASE_URL="" fails 2 "database.url cannot be empty" migrate -n variable upgrade head
    fails 2 "" migrate upgrade head --url ""
    made ""
    DATABASE_URL="" migrate heads
    DATABASE_URL="" migrate -n staging upgrade head && made staging.db
    rm migrate.yaml
    DATABASE_URL="" fails 2 "DATABASE_URL is set, but empty" migrate upgrade head
    made ""
}

@test "a run that writes says which database it works on, once, and -q is silent" {
    table a1 ""
    table b2 a1
    unset DATABASE_URL
    settings
    for command in "upgrade head" "downgrade -1" "stamp b2" "stamp a1" ensure_version "downgrade base"; do
        # shellcheck disable=SC2086
        migrate -n staging $command 2>err
        [ "$command" = ensure_version ] || same 1 "$(grep -c '^database sqlite:///staging.db, environment staging$' err)"
        # shellcheck disable=SC2086
        migrate $command -q 2>err
        same "" "$(cat err)"
    done
    migrate upgrade head 2>/dev/null
    for command in current "upgrade head" check history "downgrade -1 --dry-run" "upgrade base:head --sql"; do
        # shellcheck disable=SC2086
        migrate $command 2>err
        ! grep -q "^database" err
    done
    migrate -n staging upgrade head --json >out
    grep -q '"event":"database","url":"sqlite:///staging.db","environment":"staging"' out
}

@test "a relative file in the settings is seen from their folder" {
    mkdir p
    mv versions p
    printf 'database: {url: "sqlite:///in.db"}\n' >p/migrate.yaml
    ONLYDIR=$PWD
    (cd p && table a1 "")
    unset DATABASE_URL
    migrate -c p/migrate.yaml upgrade head
    [ -e p/in.db ] && [ ! -e in.db ]
    migrate -c "$ONLYDIR/p/migrate.yaml" downgrade base
    echo "{}" >p/migrate.yaml
    migrate -c p/migrate.yaml upgrade head
    [ -e p/app.db ] && [ ! -e app.db ]
    DATABASE_URL=sqlite:///var.db migrate -c p/migrate.yaml upgrade head
    [ -e var.db ] && [ ! -e p/var.db ]
    printf 'database: {url: "${DATABASE_URL}"}\n' >p/migrate.yaml
    DATABASE_URL=sqlite:///again.db migrate -c p/migrate.yaml upgrade head
    [ -e again.db ]
}

@test "a password is not sent to a host that another place named" {
    table a1 ""
    echo secret >file
    cat >migrate.yaml <<'X'
database: {url: "postgresql://u@127.0.0.1:1/general", password_command: "touch general-asked; echo x"}
environments:
  own: {database: {url: "postgresql://u@127.0.0.1:1/own"}}
  both: {database: {url: "postgresql://u@127.0.0.1:1/both", password_command: "touch both-asked; echo x"}}
X
    unset DATABASE_URL
    asked() {
        rm -f -- *-asked
        "$MIGRATE" current "$@" >/dev/null 2>err || true
        ls -- *-asked 2>/dev/null || true
    }
    same general-asked "$(asked)"
    same both-asked "$(asked -n both)"
    same "" "$(asked -n own)"
    same "" "$(asked --url postgresql://u@127.0.0.1:1/x)"
    same "" "$(asked -n both --url postgresql://u@127.0.0.1:1/x)"
    export DATABASE_URL=postgresql://u@127.0.0.1:1/y
    same "" "$(asked)"
    grep -q "notice: database.password_command is not used" err || { "$MIGRATE" upgrade head 2>err || true; grep -q "is not used" err; }
    same both-asked "$(asked -n both)"
}
