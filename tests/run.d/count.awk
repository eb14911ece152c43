# Counts what the test binaries report, per database, and prints a table that closes
# with `N passed, N failed, N skipped`. Leaves with 1 if anything failed.
#
# Reads three files: the output of a run, that of a second run of tests that the first
# one ignored (its results replace theirs), and the list of tests that weren't built; then the
# output of tests that ran once more on a further server (`on-<server>.log`), which are counted
# beside the others. On a server that could not be had, what the first run ignored is ignored.
#
# Each binary says `running N tests`, a line a test, and `test result: …`. The lines
# give the names; the numbers at both ends are held against them, so that a binary
# that died, or a line that other output ran into, is not lost: the former counts as
# failed, the latter goes by the binary's own sum.
#
# Variables: `where` (`postgres=…;mysql=…`), `on` (the further servers and their names),
# `absent` (names of those that are not there, and what their tests' names contain), `problems` (runs of cargo that failed),
# `broken` (servers that would not start).

function kind_of(name,    parts, n, i) {
    if (name ~ /\(line [0-9]+\)/) return "doc"
    n = split(name, parts, "::")
    for (i = n; i > 0; i--)
        if (match(parts[i], /^(sqlite|postgres|mysql)_/))
            return substr(parts[i], 1, RLENGTH - 1)
    return "other"
}

# Reads `server=name;server=name`: into `at`, and into `order`.
function names_of(text,    n, i, pair, servers) {
    n = split(text, servers, ";")
    split("", order)
    for (i = 1; i <= n; i++)
        if (split(servers[i], pair, "=") == 2) { at[pair[1]] = pair[2]; order[i] = pair[1] }
    return text == "" ? 0 : n - (text ~ /;$/)
}

function count(kind, outcome, n) {
    sum[kind, outcome] += n
    sum["total", outcome] += n
}

function record(name, outcome,    kind) {
    kind = kind_of(name)
    seen[outcome]++
    if (server) kind = server
    else if (outcome == "ignored") {
        first_ignored[name]++
        left_out[name]++
        if (!(name in place)) { place[name] = ++names; named[names] = name }
    } else if (second && left_out[name] > 0) {
        left_out[name]--
        count(kind, "ignored", -1)
    }
    count(kind, outcome, 1)
}

# Closes the block of a binary that printed no result: it died, or was killed.
function close_block(    lost) {
    if (!open) return
    lost = expected - seen["passed"] - seen["failed"] - seen["ignored"]
    if (lost > 0) count("lost", "failed", lost)
    else died++
    open = 0
}

BEGIN { names_of(where); further = names_of(on) }

FNR == 1 {
    close_block()
    second = (FILENAME ~ /second\.log$/)
    server = ""
    if (match(FILENAME, /on-[a-z0-9]+\.log$/)) server = substr(FILENAME, RSTART + 3, RLENGTH - 7)
}

/^unbuilt / && FILENAME ~ /unbuilt$/ { record(substr($0, 9), "ignored"); next }

/^running [0-9]+ tests?$/ {
    close_block()
    open = 1
    expected = $2
    split("", seen)
    next
}

open && /^test .* \.\.\. (ok|FAILED|ignored)/ {
    name = $0
    sub(/^test /, "", name)
    outcome = name
    sub(/ \.\.\. (ok|FAILED|ignored).*$/, "", name)
    sub(/^.* \.\.\. /, "", outcome)
    sub(/ - should panic$/, "", name)
    if (outcome ~ /^ok/) record(name, "passed")
    else if (outcome ~ /^FAILED/) { record(name, "failed"); red[++reds] = name (server ? " (" at[server] ")" : "") }
    else record(name, "ignored")
    next
}

open && /^test result: / {
    # test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; …
    for (i = 4; i <= NF; i++) {
        word = $i
        sub(/;$/, "", word)
        if (word == "passed" || word == "failed" || word == "ignored")
            # The first run counts what is ignored; the second lists the rest as filtered out.
            if ($(i - 1) != seen[word] + 0) count("other", word, $(i - 1) - seen[word])
    }
    open = 0
}

function row(label, kind, always) {
    if (always || sum[kind, "passed"] || sum[kind, "failed"] || sum[kind, "ignored"])
        printf "%-28s %8d %8d %8d\n", label, sum[kind, "passed"], sum[kind, "failed"], sum[kind, "ignored"]
}

END {
    close_block()
    # A run that failed although no test did: it could not be built, or not be started.
    if (died > 0) count("cargo", "failed", died)
    else if (problems > 0 && sum["total", "failed"] == 0) count("cargo", "failed", 1)
    if (broken > 0) count("server", "failed", broken)

    n = split(absent, missing, ";")
    for (i = 1; i < n; i++) {
        split(missing[i], pair, "=")
        at[pair[1]] = pair[1]
        order[++further] = pair[1]
        for (j = 1; j <= names; j++)
            if (index(named[j], pair[2])) {
                print "ignored: " named[j] " (" pair[1] ")"
                count(pair[1], "ignored", first_ignored[named[j]])
            }
    }
    for (i = 1; i <= names; i++)
        for (j = left_out[named[i]]; j > 0; j--) print "ignored: " named[i]
    for (i = 1; i <= reds; i++) print "FAILED: " red[i]
    if (names || reds) print ""
    printf "%-28s %8s %8s %8s\n", "", "passed", "failed", "ignored"
    row("sqlite (bundled)", "sqlite", 1)
    row("postgres (" at["postgres"] ")", "postgres", 1)
    row("mysql (" at["mysql"] ")", "mysql", 1)
    for (i = 1; i <= further; i++) row(at[order[i]], order[i], 1)
    row("no database", "other", 1)
    row("doc tests", "doc", 1)
    row("did not finish", "lost", 0)
    row("cargo test itself", "cargo", 0)
    row("server did not start", "server", 0)
    row("total", "total", 1)
    printf "\n%d passed, %d failed, %d skipped\n", sum["total", "passed"], sum["total", "failed"], sum["total", "ignored"]
    exit (sum["total", "failed"] > 0 || problems > 0 || broken > 0)
}
