load helper

@test "revision writes a script that has the head as its parent" {
    path=$(migrate revision -m "Add users, quickly")
    [[ $path =~ ^versions/[0-9a-f]{12}_add_users_quickly.sql$ ]]
    grep -q '^-- parents: \[\]$' "$path"
    first=$(migrate heads | cut -d' ' -f1)
    second=$(migrate revision -m "second" --json)
    [[ $second =~ \"event\":\"created\" ]]
    grep -q "^-- parents: $first\$" versions/*_second.sql
    migrate upgrade head
}

@test "revision quotes what YAML needs quoted" {
    migrate revision -m 'fix: "#12" \ [x]'
    same 'fix: "#12" \ [x]' "$(migrate history | sed 's/.*(head), //')"
}

@test "revision takes id, parent, labels and dependencies" {
    three
    migrate revision -m x --rev-id d4 --head b2 --splice --branch-label side --depends-on c3
    migrate show d4 >out
    grep -q "Parent: b2" out
    grep -q "Also depends on: c3" out
    grep -q "Branch names: side" out
    migrate revision -m root --rev-id r1 --head base
    grep -q "Parent: <base>" <(migrate show r1)
}

@test "revision refuses before it writes" {
    three
    fails 2 "is not a head" migrate revision -m x --head a1
    fails 2 "no revision \"nosuch\"" migrate revision -m x --head nosuch
    fails 2 "no revision \"nosuch\"" migrate revision -m x --depends-on nosuch
    fails 2 "is taken" migrate revision -m x --rev-id c3
    fails 2 "cannot be a revision id" migrate revision -m x --rev-id "d'4"
    fails 2 "cannot be a label" migrate revision -m x --branch-label "x; DROP TABLE y"
    fails 2 "more than one line" migrate revision -m $'a\nb'
    table c4 b2
    fails 2 "there are 2 heads" migrate revision -m x
    same 4 "$(ls versions | wc -l)"
}

@test "revision uses the project's own template" {
    mkdir templates
    printf -- '-- revision: ${revision}\n-- parents: ${parents}\n-- x-team: shop\n\n-- migrate:up\n' >templates/revision.sql
    migrate revision -m x
    grep -q "x-team: shop" versions/*_x.sql
    echo "nothing" >templates/revision.sql
    fails 2 "no header" migrate revision -m y
    same 1 "$(ls versions | wc -l)"
}

@test "settings name the file and the id" {
    cat >migrate.yaml <<'Y'
file_template: "{year}_{slug}_{rev}"
revision_id: date
slug_length: 10
timezone: Europe/Berlin
Y
    path=$(SOURCE_DATE_EPOCH=1795246200 migrate revision -m "one two three")
    [[ $path =~ ^versions/2026_one_two__20261121_0830_00[0-9a-f]{4}.sql$ ]]
}

@test "merge joins heads" {
    table a1 ""
    fails 2 "there is nothing to join: 1 revision" migrate merge
    table b1 a1
    table b2 a1
    table b3 a1
    path=$(migrate merge b1 b2 --rev-id m1)
    same "versions/m1_merge_b1_b2.sql" "$path"
    grep -q '^-- parents: \[b1, b2\]$' "$path"
    migrate merge --rev-id m2 -m "all of them"
    same "b3, m1 -> m2 (head) (mergepoint), all of them" "$(migrate history | head -1)"
    fails 2 "a1 overlaps with b1" migrate merge a1 b1
    migrate upgrade head
    same m2 "$(rows)"
}

@test "with several folders a script goes where its parent is, or where it is told" {
    printf 'versions: [versions, more]\n' >migrate.yaml
    mkdir more
    fails 2 "there are 2 version folders" migrate revision -m x
    same "more/a1_x.sql" "$(migrate revision -m x --rev-id a1 --version-path more)"
    same "more/b2_y.sql" "$(migrate revision -m y --rev-id b2)"
    same "versions/c3_z.sql" "$(migrate revision -m z --rev-id c3 --version-path ./versions)"
    fails 2 "elsewhere is not one of the version folders" migrate revision -m q --version-path elsewhere
    migrate upgrade head
    same c3 "$(rows)"
}

@test "edit opens the script and checks it" {
    three
    printf '#!/bin/sh\necho "-- edited" >>"$2"\n' >ed
    chmod +x ed
    EDITOR="$PWD/ed --wait" migrate edit b2
    same "-- edited" "$(tail -1 versions/b2.sql)"
    fails 2 "versions/c3.sql:1:1: no header" env EDITOR="truncate -s 0" "$MIGRATE" edit c3
    table c3 b2
    fails 1 "the editor: \"false\" failed" env EDITOR=false "$MIGRATE" edit a1
    mkdir none
    fails 2 "there is no editor" env -u EDITOR -u VISUAL PATH="$PWD/none" "$MIGRATE" edit a1
    printf '#!/bin/sh\necho "$0" >>named\n' >none/nano
    chmod +x none/nano
    PATH="$PWD/none" "$MIGRATE" edit a1
    EDITOR="$PWD/none/nano" VISUAL=false migrate edit a1
    same 2 "$(wc -l <named)"
    fails 2 '"base" names no script' env EDITOR=true "$MIGRATE" edit base
    fails 2 "nothing is applied" env EDITOR=true "$MIGRATE" edit current
    migrate upgrade b2
    same versions/b2.sql "$(EDITOR=echo migrate edit current)"
}

@test "ensure_version makes the tables and nothing else" {
    three
    migrate ensure_version --sql | client >/dev/null
    has_table alembic_version
    sql "DROP TABLE alembic_version; DROP TABLE alembic_version_log"
    migrate ensure-version
    migrate ensure_version
    has_table alembic_version_log
    same "" "$(rows)"
    migrate upgrade head
}

@test "revision starts from the template that is named" {
    mkdir templates
    printf -- '-- revision: ${revision}\n-- parents: ${parents}\n-- x-kind: data\n\n-- migrate:up\n' >templates/data.sql
    migrate revision -m one -t data
    grep -q "x-kind: data" versions/*_one.sql
    cp templates/data.sql other.sql
    migrate revision -m two --template other.sql
    grep -q "x-kind: data" versions/*_two.sql
    migrate revision -m three -t dialects
    grep -q "migrate:up dialect:sqlite" versions/*_three.sql
    fails 2 'there is no template "nosuch"' migrate revision -m four -t nosuch
    same 3 "$(ls versions | wc -l)"
}

@test "hooks are given the new script, and their exit status counts" {
    cat >migrate.yaml <<'Y'
hooks:
  after_revision:
    - 'printf "%s\n" >hooked'
    - "sed -i 's/message: first/message: First/'"
Y
    path=$(migrate revision -m first)
    same "$path" "$(cat hooked)"
    grep -q "message: First" "$path"
    echo "hooks: {after_revision: 'echo no; false'}" >migrate.yaml
    fails 1 "hooks.after_revision: \"echo no; false\" failed: exit 1" migrate revision -m second
    grep -q "_second.sql was made, and is still there" err
    same "" "$(cat out)"
    echo "hooks: {after_revision: truncate -s 0}" >migrate.yaml
    fails 1 "no header" migrate revision -m third
}

@test "file_template makes folders where they are read" {
    printf 'file_template: "{year}/{rev}_{slug}"\n' >migrate.yaml
    fails 2 'set "recursive: true"' migrate revision -m x
    echo "recursive: true" >>migrate.yaml
    [[ $(SOURCE_DATE_EPOCH=1795246200 migrate revision -m x) == versions/2026/*_x.sql ]]
    migrate upgrade head
    for template in '../{rev}' '/{rev}' '.{rev}' '#{rev}' 'a//{rev}'; do
        printf 'file_template: "%s"\nrecursive: true\n' "$template" >migrate.yaml
        fails 2 "would not be read again" migrate revision -m y
    done
}

@test "merge of what is no head must be meant" {
    table a1 ""
    table b1 a1
    table b2 a1
    table c1 b1
    fails 2 "b1 is not a head" migrate merge b1 b2
    migrate merge b1 b2 --splice --rev-id m1
    same "c1 m1" "$(migrate heads --json | sed 's/.*"revision":"\([^"]*\)".*/\1/' | paste -sd' ' -)"
}
