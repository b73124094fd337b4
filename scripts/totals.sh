# Sourced by ./jpvs test: runs Maven's tests and adds up their reports.
# shellcheck shell=sh

run_tests() {
    test_reports | xargs -r rm -f # those of an earlier run
    test_status=0
    mvnw --fail-at-end verify "$@" || test_status=$?
    echo
    [ "$test_status" -eq 0 ] || echo "mvn verify ended with $test_status: see above"
    test_reports | xargs -r cat | totals
    exit "$test_status"
}

# Relative paths, so that a space in JPVS_HOME does not matter to xargs.
test_reports() { cd "$JPVS_HOME" && find . -path '*/target/*-reports/TEST-*.xml'; }

# Reads JUnit XML as Surefire writes it: one element a line. Prints each failed test, each skipped one with its reason,
# and the totals.
totals() {
    awk '
        function attribute(name,   text) {
            if (!match($0, " " name "=\"[^\"]*\"")) return ""
            text = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
            gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text); gsub(/&#10;/, " ", text)
            gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&amp;/, "\\&", text)
            return text
        }
        /^<testsuite / {
            run += attribute("tests"); skipped += attribute("skipped")
            failed += attribute("failures") + attribute("errors")
        }
        /^  <testcase / { test = attribute("classname") "." attribute("name") }
        /^    <(failure|error)/ { print "failed: " test ": " attribute("message") }
        /^    <skipped/ {
            reason = attribute("message")
            if (reason == "" && (at = index($0, "<![CDATA["))) reason = substr($0, at + 9)
            sub(/^org\.opentest4j\.TestAbortedException(: )?/, "", reason)
            sub(/^Assumption failed: /, "", reason); sub(/\]\]>.*/, "", reason)
            print "skipped: " test ": " (reason == "" ? "NO REASON GIVEN" : reason)
        }
        END { printf "%d passed, %d failed, %d skipped\n", run - failed - skipped, failed, skipped }
    '
}
