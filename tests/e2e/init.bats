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
