# shellcheck shell=bash
# Runs the tests of MySQL, MariaDB and PostgreSQL once more on newer servers than Debian stable
# has. Their packages come from Debian's unstable suite, through the mirror that apt is set up with,
# and are unpacked into the target folder; nothing of them is installed. The servers run from
# there with `chroot`, which takes root. Sourced by tests/run after servers.sh.
# shellcheck disable=SC2154

further_all=(mysql9 mariadb11 postgres18)
declare -A further_name=([mysql9]='MySQL 9' [mariadb11]='MariaDB 11' [postgres18]='PostgreSQL 18')
declare -A further_packages=([mysql9]=mysql-server-core
    [mariadb11]='mariadb-server-core mariadb-client-core mariadb-server'
    [postgres18]='postgresql-18 postgresql-18-pgvector')
declare -A further_tests=([mysql9]=mysql_ [mariadb11]=mysql_ [postgres18]=postgres_)
declare -A further_url=()  # of those that are up
declare -A further_pid=()
declare -A further_data=() # their data folders, which are removed in the end
further_present=()         # those that are unpacked
further_absent=()          # those that could not be had
# A user that the host need not know.
further_user=990

further_home() { printf '%s\n' "${CARGO_TARGET_DIR:-$root/target}/servers/$1"; }

# Unpacks the given servers, where they are not there yet.
provide_further() {
    local name
    for name; do
        if is_unpacked "$name" || unpack_further "$name"; then
            further_present+=("$name")
        else
            further_absent+=("$name")
            missing+=("${further_name[$name]} (unpacked from Debian's unstable suite, as root)")
        fi
    done
}

# Whether a server is there, with the packages that are wanted now.
is_unpacked() { [ "$(cat "$(further_home "$1")/ready" 2>/dev/null)" = "${further_packages[$1]}" ]; }

# Prints those that a whole run wants: where a server was given by its URL, the tests run on it alone.
further_wanted() {
    local name
    for name in "${further_all[@]}"; do
        case ${further_tests[$name]} in
            mysql_) [ -n "${MIGRATE_TEST_MYSQL_URL-}" ] || [[ " $missing_headers " == *" mysql "* ]] ;;
            *) [ -n "${MIGRATE_TEST_POSTGRES_URL-}" ] || [[ " $missing_headers " == *" postgres "* ]] ;;
        esac || printf '%s\n' "$name"
    done
}

unpack_further() {
    local name=$1 home log=$scratch/$1.log
    home=$(further_home "$name")
    [ "$(id -u)" = 0 ] && [ -z "${NO_INSTALL-}" ] && command -v apt-get >/dev/null || return 1
    say "unpacking ${further_name[$name]}"
    rm -rf "$home"
    if ! (set -e; unpack_packages "$home" ${further_packages[$name]}) >"$log" 2>&1 </dev/null; then
        tail -n 10 "$log" >&2
        rm -rf "$home"
        return 1
    fi
    printf '%s\n' "${further_packages[$name]}" >"$home/ready"
}

# Unpacks packages, and all that they need, into `$1/root`.
unpack_packages() {
    local home=$1 mirror options package
    shift
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || { apt-get update; mirror=$(debian_mirror); }
    [ -n "$mirror" ] || { echo "apt has no mirror of Debian"; return 1; }
    mkdir -p "$home"/apt/{lists,archives}/partial "$home"/root/{tmp,dev,proc,run,etc,var/lib}
    : >"$home/apt/status"
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s sid main\n' \
        "$mirror" >"$home/apt/sources.list"
    options=(-oDir::Etc::sourcelist="$home/apt/sources.list" -oDir::Etc::sourceparts=-
        -oDir::State::Lists="$home/apt/lists" -oDir::State::status="$home/apt/status"
        -oDir::Cache="$home/apt" -oDebug::NoLocking=1 -oAPT::Install-Recommends=0
        -oAPT::Sandbox::User=root)
    apt-get "${options[@]}" -qq update || return 1
    apt-get "${options[@]}" -qq -y --download-only install \
        base-files libc-bin coreutils dash sed grep mawk "$@" || return 1
    for package in "$home"/apt/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" |
            tar -x -C "$home/root" --keep-directory-symlink || return 1
    done
    rm -rf "$home/apt"
    [ -e "$home/root/usr/bin/awk" ] || ln -s mawk "$home/root/usr/bin/awk"
    mknod -m 666 "$home/root/dev/null" c 1 3
    mknod -m 666 "$home/root/dev/urandom" c 1 9
    chmod 755 "$home/root"
    chmod 1777 "$home/root/tmp"
    printf '%s\n' root:x:0:0::/root:/bin/sh "migrate:x:$further_user:$further_user::/tmp:/bin/sh" \
        >"$home/root/etc/passwd"
    printf '%s\n' root:x:0: "migrate:x:$further_user:" >"$home/root/etc/group"
}

debian_mirror() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' 2>/dev/null |
        awk '$1 == "Debian" { print $2; exit }'
}

# Starts all of them at once, and waits until each is up.
start_further() {
    local name patience=1200
    for name in ${further_present[@]+"${further_present[@]}"}; do
        make_further_data "$name" || { failed_to_start "${further_name[$name]}" "$name"; continue; }
        (run_further "$name" "$(further_home "$name")/root" "/${further_data[$name]##*/}") \
            >"$scratch/$name.log" 2>&1 </dev/null &
        further_pid[$name]=$!
        server_pids+=("${further_pid[$name]}")
    done
    for name in "${!further_pid[@]}"; do
        if wait_until "${further_pid[$name]}" further_answers "$name"; then
            further_name[$name]=$(further_version "$name")
            further_url[$name]=$(further_address "$name")
            say "${further_name[$name]} is up"
        else
            failed_to_start "${further_name[$name]}" "$name"
        fi
    done
}

# The data are in a folder of this run's own, and the sockets have a short name outside.
make_further_data() {
    local data
    data=$(mktemp -d "$(further_home "$1")/root/data.XXXXXX") || return 1
    further_data[$1]=$data
    chown "$further_user:$further_user" "$data" && chmod 711 "$data" && ln -s "$data" "$scratch/$1"
}

remove_further_data() {
    local name
    for name in "${!further_data[@]}"; do rm -rf "${further_data[$name]}"; done
}

# Replaces this subshell by a server: its name, the folder that it has as its root, and the folder
# of its data in there.
run_further() {
    local name=$1 inside=$2 data=$3 bin
    case $name in
        mysql9)
            local with=(--no-defaults --datadir="$data/db" --basedir=/usr --secure-file-priv= --mysqlx=OFF
                --innodb-flush-method=nosync --innodb-buffer-pool-size=64M)
            further_process "$inside" /usr/sbin/mysqld "${with[@]}" --performance-schema=OFF \
                --initialize-insecure || exit 1
            further_becomes TERM "$inside" /usr/sbin/mysqld "${with[@]}" --socket="$data/socket" \
                --pid-file="$data/pid" --skip-networking --disable-log-bin \
                --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=OFF --max-connections=200
            ;;
        mariadb11)
            further_process "$inside" /usr/bin/mariadb-install-db --no-defaults --datadir="$data/db" \
                --auth-root-authentication-method=normal --skip-test-db --force || exit 1
            further_becomes TERM "$inside" /usr/sbin/mariadbd --no-defaults --datadir="$data/db" \
                --socket="$data/socket" --pid-file="$data/pid" --skip-networking --skip-log-bin \
                --debug-no-sync --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M \
                --character-set-server=utf8mb4 --max-connections=200
            ;;
        postgres18)
            bin=/usr/lib/postgresql/18/bin
            further_process "$inside" "$bin/initdb" -D "$data/db" --username=migrate --auth=trust \
                --encoding=UTF8 --locale=C --no-sync || exit 1
            sed -i '1i local all +says_a_password scram-sha-256' "$inside$data/db/pg_hba.conf" || exit 1
            further_becomes INT "$inside" "$bin/postgres" -D "$data/db" -k "$data" -c listen_addresses= \
                -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
                -c max_connections=200 -c shared_buffers=64MB -c TimeZone=UTC
            ;;
    esac
}

# Runs a program of an unpacked server: the root folder, the program, its arguments.
further_process() {
    local inside=$1
    shift
    (cd / && chroot --userspec="$further_user:$further_user" "$inside" \
        /usr/bin/env -i HOME=/tmp LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@")
}

# As become_server. The user is not root before `chroot` already: the kernel forgets the signal for
# a dead parent when the user changes.
further_becomes() {
    local signal=$1 inside=$2
    shift 2
    cd / && exec setsid setpriv --reuid="$further_user" --regid="$further_user" --clear-groups \
        --inh-caps=+sys_chroot --ambient-caps=+sys_chroot --pdeathsig "$signal" \
        chroot "$inside" /usr/bin/env -i HOME=/tmp LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

further_answers() {
    case ${further_tests[$1]} in
        mysql_) mariadb-admin --no-defaults --socket="$scratch/$1/socket" --user=root ping ;;
        *) "$(find_postgres)/pg_isready" -q -h "$scratch/$1" -U migrate -d postgres ;;
    esac
}

further_address() {
    case ${further_tests[$1]} in
        mysql_) printf 'mysql://root@localhost/mysql?unix_socket=%s\n' "$scratch/$1/socket" ;;
        *) local folder=$scratch/$1; printf 'postgres://migrate@%s/postgres\n' "${folder//\//%2F}" ;;
    esac
}

# Prints the server's name with its version.
further_version() {
    local program=/usr/sbin/mysqld
    case $1 in
        mariadb11) program=/usr/sbin/mariadbd ;;
        postgres18) program=/usr/lib/postgresql/18/bin/postgres ;;
    esac
    printf '%s %s\n' "${further_name[$1]% *}" "$(further_process "$(further_home "$1")/root" "$program" \
        --version 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1)"
}

# Runs the tests of one server's kind on it: its name, then arguments of `cargo test`.
test_on_further() {
    local name=$1 start=$SECONDS status=0 skip=()
    shift
    [ -n "${MIGRATE_TEST_DIESEL_CLI-}" ] || skip+=(--skip _diesel_cli_)
    command -v psql >/dev/null || skip+=(--skip postgres_client_)
    command -v mariadb >/dev/null || skip+=(--skip mysql_client_)
    say
    say "--- on ${further_name[$name]}"
    case ${further_tests[$name]} in
        mysql_) local -x MIGRATE_TEST_MYSQL_URL=${further_url[$name]} ;;
        *)
            local -x MIGRATE_TEST_POSTGRES_URL=${further_url[$name]} PATH=$PATH
            provide_pg_dump "$(further_home "$name")/root" && PATH=$scratch/bin:$PATH
            has_vectors || skip+=(--skip _vector_)
            ;;
    esac
    cargo_test "$scratch/on-$name.log" "$@" --no-fail-fast -- \
        --ignored "${further_tests[$name]}" ${skip[@]+"${skip[@]}"} || status=$?
    say "the tests on ${further_name[$name]} took $((SECONDS - start)) seconds"
    return "$status"
}

# Makes `$scratch/bin/pg_dump` of the unpacked one: the host's refuses a server that is newer than itself.
provide_pg_dump() {
    local root=$1 library loader
    library=$(basename "$(dirname "$(find "$root/usr/lib" -name libpq.so.5 -print -quit)")")
    loader=$(find "$root/usr/lib" "$root/lib64" -maxdepth 2 -name 'ld-linux*.so.*' -print -quit 2>/dev/null)
    [ -n "$loader" ] && [ -x "$root/usr/lib/postgresql/18/bin/pg_dump" ] || return 1
    mkdir -p "$scratch/bin"
    printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$root/usr/lib/$library" \
        "$root/usr/lib/postgresql/18/bin/pg_dump" >"$scratch/bin/pg_dump"
    chmod 755 "$scratch/bin/pg_dump"
}
