# shellcheck shell=bash
# Finds Alembic, which is the judge of what we take over from it, or installs it into an
# environment of its own in the target folder. Sourced by tests/run, whose is `say`, after
# install.sh.
# shellcheck disable=SC2154

alembic_version=1.20.1

# Sets MIGRATE_TEST_ALEMBIC: how it is run.
provide_alembic() {
    local home=${CARGO_TARGET_DIR:-$root/target}/alembic-$alembic_version
    [ -z "${MIGRATE_TEST_ALEMBIC-}" ] || return 0
    if [ ! -x "$home/bin/alembic" ]; then
        [ -z "${NO_INSTALL-}" ] || return 1
        say "installing Alembic $alembic_version"
        if ! { python3 -m venv "$home" && "$home/bin/pip" install --quiet \
            "alembic==$alembic_version" 'sqlalchemy>=2,<3' psycopg2-binary; } \
            >"$scratch/alembic.log" 2>&1 </dev/null; then
            tail -n 5 "$scratch/alembic.log" >&2
            rm -rf "$home"
            missing+=("Alembic $alembic_version (python3 -m venv, or pip, failed)")
            return 1
        fi
    fi
    export MIGRATE_TEST_ALEMBIC=$home/bin/alembic
}
