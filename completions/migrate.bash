# bash completion of migrate: "migrate complete" knows what may stand where.
_migrate() {
    local IFS=$'\n' line=${COMP_LINE:0:COMP_POINT} rest=$2
    local -a words found
    IFS=$' \t' read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    # bash takes a word apart at ":", "=" and "@", and wants the rest only.
    [[ $rest == [:=] ]] && rest=
    local word=${words[-1]}
    local before=${word%"$rest"}
    found=($("$1" complete -- "${words[@]:1}" 2>/dev/null))
    case ${found[0]} in
    :file) compopt -o default; return ;;
    :folder) compopt -o dirnames; return ;;
    esac
    found=("${found[@]%%$'\t'*}")
    COMPREPLY=("${found[@]#"$before"}")
}
complete -F _migrate migrate
