# shellcheck shell=bash
# Throw-away database servers, on unix sockets in the scratch folder. Sourced by
# tests/run, whose are `scratch` and `say`, after install.sh. Nothing they hold is worth
# keeping, so nothing is synced to disk.
# shellcheck disable=SC2154

server_pids=()
server_problems=()  # servers that are installed and would not start
postgres_where=     # what the tests run on, for the table
mysql_where=

start_servers() {
    if [ -n "${MIGRATE_TEST_POSTGRES_URL-}" ]; then
        postgres_where="given by URL"
    elif find_postgres >/dev/null && [[ " $missing_headers " != *" postgres "* ]]; then
        start_postgres || failed_to_start PostgreSQL postgres
    fi
    if [ -n "${MIGRATE_TEST_MYSQL_URL-}" ]; then
        mysql_where="given by URL"
    elif find_mariadb >/dev/null && [[ " $missing_headers " != *" mysql "* ]]; then
        start_mariadb || failed_to_start MariaDB mysql
    fi
}

failed_to_start() {
    server_problems+=("$1 is installed but did not start")
    say "$1 did not start:"
    tail -n 30 "$scratch/$2.log" >&2
}

# Stops them all at once, then waits: SIGINT is PostgreSQL's fast shutdown, and
# MariaDB takes SIGTERM.
stop_servers() {
    local pid i
    for pid in ${server_pids[@]+"${server_pids[@]}"}; do
        kill -TERM "$pid" 2>/dev/null
        kill -INT "$pid" 2>/dev/null
    done
    for pid in ${server_pids[@]+"${server_pids[@]}"}; do
        for ((i = 0; i < 100; i++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        # QUIT is PostgreSQL's immediate shutdown, which takes its children along.
        kill -QUIT "$pid" 2>/dev/null && sleep 1
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    server_pids=()
}

show_logs() {
    local name
    for name in postgres mysql "${!further_pid[@]}"; do
        if [ -s "$scratch/$name.log" ]; then
            say "--- the last of $name's log"
            tail -n 25 "$scratch/$name.log" >&2
        fi
    done
}

# Prints the user that a server runs as: both refuse to be root. The first of the
# given that exists; empty when this is no root and needs no change.
server_user() {
    local user
    [ "$(id -u)" = 0 ] || return 0
    for user in "$@" nobody; do
        if id -u "$user" >/dev/null 2>&1; then
            printf '%s\n' "$user"
            return
        fi
    done
}

# Runs a command as the user `$1` (empty: as we are).
as_user() {
    local user=$1
    shift
    if [ -z "$user" ]; then
        "$@"
    else
        setpriv --reuid="$user" --regid="$(id -gn "$user")" --init-groups "$@"
    fi
}

# Replaces this (sub)shell by a server. In a session of its own, so that Ctrl-C at
# the terminal does not reach it before the tests have ended; sent the signal `$1` by
# the kernel if this script is killed outright. `$2`: the user, as for as_user.
become_server() {
    local signal=$1 user=$2 with=()
    shift 2
    if command -v setsid >/dev/null; then with+=(setsid); fi
    if [ -n "$user" ]; then
        with+=(setpriv --reuid="$user" --regid="$(id -gn "$user")" --init-groups --pdeathsig "$signal")
    elif setpriv --pdeathsig "$signal" true 2>/dev/null; then
        with+=(setpriv --pdeathsig "$signal")
    fi
    cd / && exec ${with[@]+"${with[@]}"} "$@"
}

# Waits until a command succeeds, 30 seconds or $patience tenths of one; gives up when the server
# `$1` ends.
wait_until() {
    local pid=$1 i
    shift
    for ((i = 0; i < ${patience:-300}; i++)); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        kill -0 "$pid" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

start_postgres() {
    local bin user home=$scratch/postgres log=$scratch/postgres.log pid
    bin=$(find_postgres) && user=$(server_user postgres) && mkdir "$home" || return 1
    [ -z "$user" ] || chown "$user" "$home" || return 1
    chmod 711 "$home"
    (cd / && as_user "$user" "$bin/initdb" --pgdata="$home/data" --username=migrate --auth=trust \
        --encoding=UTF8 --locale=C --no-sync) >"$log" 2>&1 </dev/null || return 1
    # Everybody may come in, but for members of a role that a test makes: these say a password.
    as_user "$user" sed -i '1i local all +says_a_password scram-sha-256' "$home/data/pg_hba.conf" || return 1
    (become_server INT "$user" "$bin/postgres" -D "$home/data" -k "$home" -c listen_addresses= \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=200 -c shared_buffers=64MB -c TimeZone=UTC) >>"$log" 2>&1 </dev/null &
    pid=$!
    server_pids+=("$pid")
    wait_until "$pid" "$bin/pg_isready" -q -h "$home" -U migrate -d postgres || return 1
    postgres_where=$("$bin/postgres" --version | awk '{ print $3 }')
    export MIGRATE_TEST_POSTGRES_URL="postgres://migrate@${home//\//%2F}/postgres"
    say "PostgreSQL $postgres_where is up"
}

start_mariadb() {
    local server user home=$scratch/mysql log=$scratch/mysql.log pid
    server=$(find_mariadb) && user=$(server_user mysql) && mkdir "$home" || return 1
    [ -z "$user" ] || chown "$user" "$home" || return 1
    chmod 711 "$home"
    (cd / && as_user "$user" mariadb-install-db --no-defaults --datadir="$home/data" \
        --auth-root-authentication-method=normal --skip-test-db) >"$log" 2>&1 </dev/null || return 1
    (become_server TERM "$user" "$server" --no-defaults --datadir="$home/data" --socket="$home/socket" \
        --pid-file="$home/pid" --skip-networking --skip-log-bin --debug-no-sync \
        --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M \
        --character-set-server=utf8mb4 --max-connections=200) >>"$log" 2>&1 </dev/null &
    pid=$!
    server_pids+=("$pid")
    wait_until "$pid" mariadb-admin --no-defaults --socket="$home/socket" --user=root ping || return 1
    mysql_where="MariaDB $("$server" --version | sed -E 's/.*Ver ([0-9.]+).*/\1/')"
    export MIGRATE_TEST_MYSQL_URL="mysql://root@localhost/mysql?unix_socket=$home/socket"
    say "$mysql_where is up"
}

# Whether the PostgreSQL server of the tests has pgvector, which Debian 12 does not have.
has_vectors() {
    psql --no-psqlrc -Atc "SELECT 1 FROM pg_available_extensions WHERE name = 'vector'" \
        "$MIGRATE_TEST_POSTGRES_URL" 2>/dev/null | grep -q 1
}
