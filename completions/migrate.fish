# fish completion of migrate: "migrate complete" knows what may stand where.
function __migrate_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found ($words[1] complete -- $words[2..] "$current" 2>/dev/null)
    switch "$found[1]"
        case :file :folder
            __fish_complete_path $current
        case '*'
            printf '%s\n' $found
    end
end
complete -c migrate -f -a '(__migrate_complete)'
