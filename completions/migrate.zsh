#compdef migrate
# zsh completion of migrate, to be installed as _migrate: "migrate complete" knows what
# may stand where.
_migrate() {
    local line
    local -a names shown
    for line in ${(f)"$($words[1] complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)"}; do
        case $line in
        :file) _files; return ;;
        :folder) _files -/; return ;;
        esac
        names+=(${line%%$'\t'*})
        shown+=("${line/$'\t'/  -- }")
    done
    compadd -l -d shown -a names
}
_migrate "$@"
