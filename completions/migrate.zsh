#compdef migrate
# zsh completion of migrate, to be installed as _migrate. It asks the program for names,
# so that it cannot drift.
_migrate() {
    local i command expects before=${words[CURRENT-1]}
    local -a commands list settings # settings: the options that say which project it is
    commands=(${(f)"$(_call_program commands $words[1] help --list 2>/dev/null)"})
    for ((i = 2; i < CURRENT; i++)); do
        [[ $words[i-1] == (-c|-n|--config|--name|--versions) ]] && settings+=($words[i-1] $words[i])
        [[ $words[i] == --(config|name|versions)=* ]] && settings+=($words[i])
        [[ -z $command && -n ${(M)commands:#$words[i]} ]] && command=$words[i]
    done
    [[ $PREFIX == --*=* ]] && before=${PREFIX%%=*} && compset -P '*='
    # What stands here: the value of an option, or what the usage line says.
    expects=$($words[1] help $command 2>/dev/null | awk -v option="$before" '
        $1 == option || $1 == option "," || $2 == option { value = $1 ~ /,$/ ? $3 : $2 }
        $1 == "usage:" { usage = $3 == "COMMAND" ? $3 : $4 }
        END { print value ~ /^[A-Z:=]+$|[|]/ ? value : usage }')
    case $expects in
    FILE) _files; return ;;
    *FOLDER*) [[ $PREFIX == -* ]] || { _files -/; return } ;;
    REV|A:B|TARGET|REVISION...)
        compset -P '*[:@]'
        list=(head heads base ${(f)"$($words[1] $settings history --json 2>/dev/null |
            sed -n 's/^{"revision":"\([^"]*\)".*/\1/p')"}) ;;
    WHEN) list=(always never auto) ;;
    *COMMAND*) list=($commands) ;;
    *'|'*) list=(${(s:|:)expects}) ;;
    esac
    [[ $PREFIX == -* ]] && list=(${(f)"$($words[1] help --list $command 2>/dev/null)"})
    compadd -a list
}
_migrate "$@"
