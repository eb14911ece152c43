# Lists the tests in one Rust source that can't be built because a client library is
# missing, one path a line. Variables: `file`, and `missing` (`postgres`, `mysql` or both).
# A test made by a macro of its own has no `fn` to be seen here.

/^[ \t]*#\[test\]/ { test = 1 }
test && match($0, /fn +[A-Za-z0-9_]+/) {
    name = substr($0, RSTART, RLENGTH)
    sub(/^fn +/, "", name)
    whole_package = file ~ /^tests\//
    if (whole_package ||
        (name ~ /^postgres_/ && missing ~ /postgres/) ||
        (name ~ /^mysql_/ && missing ~ /mysql/))
        print "unbuilt " file "::" name
    test = 0
}
