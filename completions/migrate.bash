# bash completion of migrate. It asks the program for names, so that it cannot drift.
_migrate() {
    local IFS=$' \t\n' word command= before= expects list= at= cur=$2 i=$COMP_CWORD
    local commands=" $(echo $("$1" help --list 2>/dev/null)) "
    local -a settings=() # the options that say which project it is
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $word == = ]] && continue
        case $before in -c | -n | --config | --name | --versions) settings+=("$before" "$word") ;; esac
        [[ ! $command && $commands == *" $word "* ]] && command=$word
        before=$word
    done
    # bash takes ":" and "=" for words of their own, and begins a new one with "@".
    while [[ ${COMP_WORDS[i]} == [:@]* || ${COMP_WORDS[i-1]} == [:@] ]]; do ((i--)); done
    before=${COMP_WORDS[i-1]}
    [[ $before == = ]] && before=${COMP_WORDS[i-2]}
    [[ $cur == [:=] ]] && cur=
    [[ $cur == @* ]] && at=@ cur=${cur#@}
    # What stands here: the value of an option, or what the usage line says.
    expects=$("$1" help $command 2>/dev/null | awk -v option="$before" '
        $1 == option || $1 == option "," || $2 == option { value = $1 ~ /,$/ ? $3 : $2 }
        $1 == "usage:" { usage = $3 == "COMMAND" ? $3 : $4 }
        END { print value ~ /^[A-Z:=]+$|[|]/ ? value : usage }')
    case $expects in
    FILE) compopt -o default; return ;;
    *FOLDER*) compopt -o dirnames; [[ $cur == -* ]] || return ;;
    REV | A:B | TARGET | REVISION...)
        list="head heads base $("$1" "${settings[@]}" history --json 2>/dev/null |
            sed -n 's/^{"revision":"\([^"]*\)".*/\1/p')" ;;
    WHEN) list='always never auto' ;;
    *COMMAND*) list=$commands ;;
    *'|'*) list=${expects//'|'/ } ;;
    esac
    [[ $cur == -* ]] && list=$("$1" help --list $command 2>/dev/null)
    COMPREPLY=($(compgen -P "$at" -W "$list" -- "$cur"))
}
complete -F _migrate migrate
