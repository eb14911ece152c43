# shellcheck shell=bash
# Finds what the tests need beside the Rust toolchain, and installs what is missing
# from Debian's packages where that is possible. Sourced by tests/run, whose are `scratch`
# and `say`.
# shellcheck disable=SC2154

missing_headers=     # of `postgres mysql`, those whose client library is not there
missing=()           # what a person should install, in words
services_forbidden=  # set while this script keeps packages from starting services

policy=/usr/sbin/policy-rc.d

# Prints the folder of PostgreSQL's server programs: the newest that is installed.
find_postgres() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) \
        "$(pg_config --bindir 2>/dev/null)" "$(dirname "$(command -v initdb || echo /)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            printf '%s\n' "$folder"
            return
        fi
    done
    return 1
}

find_mariadb() { command -v mariadbd && command -v mariadb-install-db >/dev/null; }

# Whether a program links with the given arguments (`-lpq`).
links() {
    printf 'int main(void) { return 0; }\n' |
        "${CC:-cc}" -x c - "$@" -o "$scratch/probe" 2>/dev/null
}

# Both ask what the build scripts of Diesel's client crates ask.
have_libpq() {
    local folder
    pkg-config --exists libpq 2>/dev/null || links -lpq ||
        { folder=$(pg_config --libdir 2>/dev/null) && links -L"$folder" -lpq; }
}
have_libmysqlclient() {
    pkg-config --exists mysqlclient 2>/dev/null || pkg-config --exists libmariadb 2>/dev/null ||
        mysql_config --libs >/dev/null 2>&1 || [ -n "${MYSQLCLIENT_LIB_DIR-}" ]
}

install_missing() {
    local packages=()
    command -v cargo >/dev/null || { say "tests/run: no \`cargo\` in PATH"; exit 1; }
    [ -n "${MIGRATE_TEST_POSTGRES_URL-}" ] || find_postgres >/dev/null || packages+=(postgresql)
    [ -n "${MIGRATE_TEST_MYSQL_URL-}" ] || find_mariadb >/dev/null || packages+=(mariadb-server)
    command -v sqlite3 >/dev/null || packages+=(sqlite3)
    command -v curl >/dev/null || packages+=(curl)
    have_libpq || packages+=(libpq-dev)
    have_libmysqlclient || packages+=(default-libmysqlclient-dev pkg-config)

    if [ "${#packages[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && [ -z "${NO_INSTALL-}" ] &&
        command -v apt-get >/dev/null; then
        apt_install "${packages[@]}" || say "tests/run: apt-get failed; going on with what there is"
    fi
    note_missing
}

apt_install() {
    local packages=("$@") log=$scratch/apt.log i
    say "installing: ${packages[*]}"
    forbid_services
    export DEBIAN_FRONTEND=noninteractive
    if ! apt-get update </dev/null >"$log" 2>&1; then
        say "tests/run: \`apt-get update\` failed; trying with the lists that are there"
    fi
    for i in "${!packages[@]}"; do
        # Debian 12's own, where the release has it.
        if [ "${packages[i]}" = postgresql ] && apt-cache show postgresql-15 >/dev/null 2>&1; then
            packages[i]=postgresql-15
        fi
    done
    if ! apt-get install -y --no-install-recommends "${packages[@]}" </dev/null >>"$log" 2>&1; then
        tail -n 30 "$log" >&2
        allow_services
        return 1
    fi
    allow_services
}

# The packages start their own servers when they are installed. invoke-rc.d asks this
# program first, and takes 101 for no. Containers usually have one.
forbid_services() {
    [ ! -e "$policy" ] || return 0
    services_forbidden=1
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
}

allow_services() {
    [ -z "$services_forbidden" ] || rm -f "$policy"
    services_forbidden=
}

note_missing() {
    missing=()
    missing_headers=
    [ -n "${MIGRATE_TEST_POSTGRES_URL-}" ] || find_postgres >/dev/null ||
        missing+=("PostgreSQL server (package postgresql-15)")
    [ -n "${MIGRATE_TEST_MYSQL_URL-}" ] || find_mariadb >/dev/null ||
        missing+=("MariaDB server (package mariadb-server)")
    command -v sqlite3 >/dev/null || missing+=("SQLite's command line client (package sqlite3)")
    if ! have_libpq; then
        missing_headers="postgres"
        missing+=("PostgreSQL client library (package libpq-dev)")
    fi
    if ! have_libmysqlclient; then
        missing_headers="$missing_headers mysql"
        missing+=("MySQL client library (packages default-libmysqlclient-dev and pkg-config)")
    fi
}

report_missing() {
    local what
    for what in ${missing[@]+"${missing[@]}"}; do
        say "missing: $what"
    done
}
