load helper

@test "init makes a project in which upgrade works" {
    migrate init project
    cd project
    [ -f migrate.yaml ] && [ -d versions ] && [ -f templates/revision.sql ]
    migrate revision -m "first"
    migrate upgrade head
    same 1 "$(migrate current | wc -l)"
}

@test "init keeps what is there" {
    echo "versions: elsewhere" >migrate.yaml
    migrate init 2>err
    same "versions: elsewhere" "$(cat migrate.yaml)"
    grep -q "kept migrate.yaml" err
    grep -q "created templates/revision.sql" err
    same '{"event":"kept","path":"migrate.yaml"}' "$(migrate init --json | tail -1)"
}

@test "init says why it cannot" {
    echo x >file
    fails 2 "cannot create the folder" migrate init file/project
}

@test "each template makes a project in which a script runs on both databases" {
    for name in $(migrate list_templates --json | sed 's/.*"template":"\([^"]*\)".*/\1/'); do
        migrate init -t "$name" "$name"
        cd "$name"
        [ -s versions/README ]
        path=$(migrate revision -m "first")
        migrate upgrade head
        migrate downgrade base
        cd ..
    done
    grep -q "dialect:sqlite" dialects/templates/revision.sql
    same 3 "$(grep -c . <(ls -d generic dialects minimal))"
    fails 2 'there is no template "nosuch"' migrate init -t nosuch other
    [ ! -e other ]
}

@test "list_templates has Alembic's shape" {
    migrate list-templates >out
    same "Available templates:" "$(head -1 out)"
    grep -q "^generic - One database" out
}
