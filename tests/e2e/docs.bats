load helper

# Times differ from run to run.
plain() {
    sed -E 's/ \([0-9]+ ms\)$/ (T)/'
}

@test "README's tutorial runs as written" {
    [ "$ENGINE" = sqlite ] || skip "the tutorial is on SQLite"
    unset DATABASE_URL
    mkdir tutorial
    cd tutorial
    PATH="$(dirname "$MIGRATE"):$PATH"
    unset -f migrate
    # "$ " begins a command, "> " goes on with it; the rest is what it prints.
    awk '/^```console$/ { on = 1; next } /^```$/ { on = 0 } on' "$MIGRATE_SOURCE/README.md" >../steps
    command=
    expected=
    run_step() {
        [ -n "$command" ] || return 0
        eval "$command" >../printed 2>&1 || true
        diff -u <(printf '%s' "$expected" | plain) <(plain <../printed) || {
            echo "after: $command" >&2
            return 1
        }
        command=
        expected=
    }
    while IFS= read -r line; do
        case $line in
        '$ '*)
            run_step
            command=${line#'$ '}
            ;;
        '> '* | '>')
            line=${line#'>'}
            command+=$'\n'${line#' '}
            ;;
        *) expected+=$line$'\n' ;;
        esac
    done <../steps
    run_step
    [ -f app.db ]
}

@test "what scripts/try prints is what README says" {
    [ "$ENGINE" = sqlite ] || skip
    cp "$MIGRATE_SOURCE"/versions/*.sql versions/
    unset DATABASE_URL
    for command in "upgrade head" current history "downgrade -1" current; do
        printf '$ migrate %s\n' "$command"
        # shellcheck disable=SC2086
        migrate $command 2>&1
        echo
    done | plain >printed
    awk '/^```text$/ { on = 1; next } /^```$/ { on = 0 } on' "$MIGRATE_SOURCE/README.md" | plain >said
    echo >>said
    diff -u said printed
}

@test "each command explains itself with an example" {
    for command in $(migrate help --list); do
        migrate help "$command" | grep -q "^usage: migrate $command"
        migrate "$command" --help | grep -q "^  migrate $command"
    done
    migrate --help | grep -q "^commands:"
    fails 2 "unknown command" migrate help nosuch
}

@test "help has its rows in JSON too" {
    same '{"command":"init","arguments":"[FOLDER]","help":"make migrate.yaml, versions/ and templates/"}' "$(migrate help --json | head -1)"
    same "$(migrate help --list stamp | sed 's/^-*//')" "$(migrate help stamp --json | sed 's/.*"option":"\([^"]*\)".*/\1/')"
}

@test "completion in bash asks the program" {
    script a1 "" "" "" "labels: [left]"
    table b2 a1
    table b3 b2
    printf 'environments: {staging: {}, production: {}}\n' >migrate.yaml
    PATH="$(dirname "$MIGRATE"):$PATH"
    unset -f migrate
    # complete_ LINE WORD: WORD is what bash takes for the last word of the line.
    complete_() {
        COMP_LINE=$1 COMP_POINT=${#1} COMPREPLY=()
        _migrate migrate "$2"
        echo "${COMPREPLY[*]}"
    }
    source "$MIGRATE_SOURCE/completions/migrate.bash"
    same "upgrade" "$(complete_ "migrate up" up)"
    same "--sql" "$(complete_ "migrate upgrade --sq" --sq)"
    same "base b3 b2" "$(complete_ "migrate upgrade b" b)"
    same "b3 b2" "$(complete_ "migrate history -r a1:b" b | sed 's/base //')"
    same "head heads" "$(complete_ "migrate history --rev-range=a1:h" h)"
    same "@head @heads" "$(complete_ "migrate upgrade left@h" @h)"
    same "left" "$(complete_ "migrate show l" l)"
    same "staging production" "$(complete_ "migrate -n " "")"
    same "production" "$(complete_ "migrate upgrade --name=p" p)"
    same "generic" "$(complete_ "migrate init -t g" g)"
    same "revision run" "$(complete_ "migrate upgrade head --transaction " "")"
    same "stamp status" "$(complete_ "migrate help sta" sta)"
}

@test "complete explains what it offers, and never complains" {
    three
    same "c3	make c3" "$(migrate complete -- upgrade c)"
    same ":file" "$(migrate complete -- heads -c "")"
    same ":folder" "$(migrate complete -- init "")"
    echo "no header" >versions/bad.sql
    same "head	the one revision without children" "$(migrate complete -- upgrade head | head -1)"
    same "" "$(migrate complete -- nosuch x)"
    same "" "$(migrate complete -- -c nosuch.yaml show x 2>&1)"
}
