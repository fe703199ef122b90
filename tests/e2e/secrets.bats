load helper

SECRET=hunter2xyz
URL="postgresql://u:$SECRET@127.0.0.1:1/db"

# kept COMMAND...: whatever comes of it, the secret is not in what it says.
kept() {
    timeout 20 "$@" >all 2>&1 </dev/null || true
    if grep -qF -- "$SECRET" all; then
        echo "told: $*" >&2
        cat all >&2
        return 1
    fi
}

# Settings files with a fault near a secret, each in one line for printf.
faulty() {
    cat <<'X'
database: {url: "URL", nosuch: 1}\n
database:\n  url: URL\n  nosuch: x\n
database:\n  url: URL\n  url: URL\n
database:\n\turl: URL\n
database:\n  url: "URL\n  lock_timeout: 5s\n
database:\n  url: 'URL\n
database: URL\n
URL: x\n
URL\n
- URL\n
database:\n  url: [URL]\n
database:\n  url: {value: URL}\n
database:\n  lock_timeout: URL\n
database:\n  lock_retries: URL\n
database:\n  pipeline: URL\n
database:\n  durability: URL\n
transaction: URL\n
database:\n  url: ${URL\n
database:\n  url: URL${NOSUCH}\n
database:\n  url: ${NOSUCH:SECRET}\n
database:\n  url: URL\n  password_file: SECRET\n
variables:\n  pw: {value: SECRET, secert: true}\n
variables:\n  pw: {value: SECRET, secret: SECRET}\n
variables:\n  pw: {SECRET: true}\n
variables:\n  pw: [SECRET]\n
variables:\n  pw: SECRET\n  pw: SECRET\n
variables: SECRET\n
environments:\n  a: {database: {url: URL, nosuch: 1}}\n
environments:\n  a: URL\n
environments: URL\n
environments:\n  a: {database: {urll: URL}}\n
database:\n  url: *URL\n
database:\n  url: &a URL\n
database:\n  url: !!binary URL\n
database: {url: URL\n
database:\n  url: URL\n ---\n ---\n
database:\n  url: |\n    URL\n   x\n
password: SECRET\n
pasword: SECRET\n
database:\n  password: SECRET\n
database:\n  url: "URL\\xZZ"\n
database:\n  url: URL\n  : x\n
schema: {file: URL, nosuch: URL}\n
scratch: {url: URL, nosuch: SECRET}\n
hooks: {after_revision: [URL, {a: URL}]}\n
URL: URL\nURL: URL\n
X
}

@test "a fault in the settings does not quote a secret that stands there" {
    [ "$ENGINE" = sqlite ] || skip "it is the same"
    unset DATABASE_URL
    table a1 ""
    local line
    while IFS= read -r line; do
        line=${line//URL/$URL}
        # shellcheck disable=SC2059
        printf -- "${line//SECRET/$SECRET}" >migrate.yaml
        for command in current "current -n a" "upgrade head" "upgrade head --json" "revision -m x --sql" "check --offline" "upgrade head --dry-run -v"; do
            # shellcheck disable=SC2086
            kept "$MIGRATE" $command || { cat migrate.yaml >&2; return 1; }
        done
    done < <(faulty)
}

@test "a URL in the wrong place does not show its password" {
    table a1 ""
    kept "$MIGRATE" "$URL"
    kept "$MIGRATE" upgrade "$URL"
    kept "$MIGRATE" upgrade head "$URL"
    kept "$MIGRATE" current "$URL"
    kept "$MIGRATE" show "$URL"
    kept "$MIGRATE" stamp "$URL"
    kept "$MIGRATE" history -r "$URL:head"
    kept "$MIGRATE" upgrade head -x "PW:$SECRET"
    kept "$MIGRATE" upgrade head -x "$URL"
    kept "$MIGRATE" upgrade head -n "$URL"
    kept "$MIGRATE" upgrade head -c "$URL"
    kept "$MIGRATE" "--$URL"
    kept "$MIGRATE" upgrade head --lock "$URL"
    kept "$MIGRATE" upgrade head --color "$URL"
    kept "$MIGRATE" upgrade head --versions "$URL"
    kept "$MIGRATE" diff "$URL" base
    kept "$MIGRATE" diff base "$URL"
    kept "$MIGRATE" revision -m x --head "$URL"
    kept env MIGRATE_ENV="$URL" "$MIGRATE" current
    kept env MIGRATE_VERSIONS="$URL" "$MIGRATE" current
    kept env DATABASE_URL="$URL" "$MIGRATE" current -v --echo
    kept env DATABASE_URL="$URL?nosuch=$SECRET" "$MIGRATE" current -v
    kept env DATABASE_URL="postgresql://127.0.0.1:1/db?user=u&pass%77ord=$SECRET" "$MIGRATE" upgrade head -v
    kept env DATABASE_URL="postgresql://127.0.0.1:1/db?sslpassword=$SECRET&sslmode=x" "$MIGRATE" upgrade head -v
}

@test "a password with special characters that are not escaped is not shown" {
    [ "$ENGINE" = sqlite ] || skip "it is the same"
    table a1 ""
    local SECRET
    for before in "" 12 ab; do
        for c in / '?' '#' @ % '[' ']' : '&' = ' ' + '%41' ';' ',' '://'; do
            for scheme in postgresql postgres+psycopg2 sqlite; do
                SECRET=tail5ec
                for tail in "@h/db" "@127.0.0.1:1/db?sslmode=disable" "@[::1]:1/db" "@h"; do
                    DATABASE_URL="$scheme://u:$before$c$SECRET$tail" kept "$MIGRATE" upgrade head --no-pipeline || return 1
                done
            done
        done
    done
}

@test "ps does not show the secrets of the command line" {
    [ "$ENGINE" = postgresql ] || skip
    script a1 "" "SELECT pg_sleep(2);" "" "variables: true"
    "$MIGRATE" upgrade head --url "postgresql://migrate:$SECRET@/$DATABASE?host=$PGHOST" -x "pw=$SECRET" 2>err &
    pid=$!
    sleep 0.7
    tr '\0' ' ' <"/proc/$pid/cmdline" >shown
    wait $pid
    grep -q "upgrade head" shown
    ! grep -q "$SECRET" shown
    same a1 "$(rows)"
}

@test "what a password command writes is not shown, and it has a time limit" {
    unset DATABASE_URL
    table a1 ""
    printf 'database:\n  url: postgresql://u@127.0.0.1:1/db\n  password_command: "echo %s >&2; echo %s; exit 3"\n' $SECRET $SECRET >migrate.yaml
    kept "$MIGRATE" current
    grep -q "exit status 3" all
    printf 'database:\n  url: postgresql://u@127.0.0.1:1/db\n  password_command: "echo %s >&2; printf %s"\n' $SECRET $SECRET >migrate.yaml
    kept "$MIGRATE" current
    grep -q "cannot connect" all
}

@test "a short password does not make words unreadable" {
    [ "$ENGINE" = postgresql ] || skip
    table a1 ""
    fails 1 "connection to server" env DATABASE_URL="postgresql://u:e@127.0.0.1:1/db" "$MIGRATE" current
}

@test "an unknown parameter of a URL is named, with a password there too" {
    table a1 ""
    fails 2 "libpq does not know: schema" env DATABASE_URL="$URL?schema=public" "$MIGRATE" current
    grep -q "version_table_schema" err
    fails 2 "did you mean sslmode?" env DATABASE_URL="$URL?sslmod=disable" "$MIGRATE" current
}
