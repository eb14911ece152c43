# shellcheck shell=bash
# Finds diesel_cli, which is the judge of the schemas that we print for Diesel, or builds it
# once into the target folder (under three minutes on two cores). Sourced by tests/run,
# whose is `say`, after install.sh.
# shellcheck disable=SC2154

diesel_cli_version=2.3.14

# Sets MIGRATE_TEST_DIESEL_CLI. Arguments: the dialects whose client libraries are there.
provide_diesel_cli() {
    local root_of_it=${CARGO_TARGET_DIR:-$root/target}/diesel_cli features=sqlite-bundled dialect
    [ -z "${MIGRATE_TEST_DIESEL_CLI-}" ] || return 0
    for dialect in "$@"; do features+=,$dialect; done
    # Another set of features is another program.
    root_of_it+=-$diesel_cli_version-${features//,/-}
    if [ ! -x "$root_of_it/bin/diesel" ]; then
        [ -z "${NO_INSTALL-}" ] || return 1
        say "building diesel_cli $diesel_cli_version"
        if ! cargo install diesel_cli --version "=$diesel_cli_version" --locked \
            --no-default-features --features "$features" --root "$root_of_it" \
            >"$scratch/diesel_cli.log" 2>&1 </dev/null; then
            tail -n 20 "$scratch/diesel_cli.log" >&2
            missing+=("diesel_cli $diesel_cli_version (cargo install failed)")
            return 1
        fi
    fi
    export MIGRATE_TEST_DIESEL_CLI=$root_of_it/bin/diesel
}
