# Answers as Alembic 1.20.1 did for the project `studio`: `printed/` has what it printed.
name=$(dirname "$0")/printed/$(printf '%s_%s' "$1" "$2" | tr ':' '~')
[ -f "$name.sql" ] || { echo "not recorded: $*" >&2; exit 2; }
cat "$name.sql"
cat "$name.log" >&2
! grep -q '^Traceback' "$name.log"
