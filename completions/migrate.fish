# fish completion of migrate. It asks the program for names, so that it cannot drift.
function __migrate_complete
    set -l tokens (commandline -opc)
    set -l program $tokens[1]
    set -l current (commandline -ct)
    set -l commands ($program help --list 2>/dev/null)
    set -l command
    set -l settings # the options that say which project it is
    for i in (seq 2 (count $tokens))
        contains -- $tokens[(math $i - 1)] -c -n --config --name --versions
        and set -a settings $tokens[(math $i - 1)] $tokens[$i]
        test -z "$command"; and contains -- $tokens[$i] $commands; and set command $tokens[$i]
    end
    # What stands here: the value of an option, or what the usage line says.
    set -l expects ($program help $command 2>/dev/null | awk -v option="$tokens[-1]" '
        $1 == option || $1 == option "," || $2 == option { value = $1 ~ /,$/ ? $3 : $2 }
        $1 == "usage:" { usage = $3 == "COMMAND" ? $3 : $4 }
        END { print value ~ /^[A-Z:=]+$|[|]/ ? value : usage }')
    switch "$expects"
        case FILE '*FOLDER*'
            __fish_complete_path $current
        case REV A:B TARGET 'REVISION...'
            set -l start (string match -r '^.*[:@]' -- $current)
            printf "$start%s\n" head heads base ($program $settings history --json 2>/dev/null |
                string replace -rf '^\{"revision":"([^"]*)".*' '$1')
        case WHEN
            printf '%s\n' always never auto
        case '*COMMAND*'
            printf '%s\n' $commands
        case '*|*'
            string split '|' -- $expects
    end
    string match -q -- '-*' $current; and $program help --list $command 2>/dev/null
end
complete -c migrate -f -a '(__migrate_complete)'
