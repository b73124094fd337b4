#!/bin/sh
# ./jpvs demo runs this: shows the balancer at work on real traffic between network namespaces of its own, and checks
# what it shows.
# shellcheck shell=sh
set -eu

. "$JPVS_HOME/scripts/setup.sh"
. "$JPVS_HOME/scripts/topology.sh"
. "$JPVS_HOME/scripts/demo/privilege.sh"
. "$JPVS_HOME/scripts/demo/processes.sh"
. "$JPVS_HOME/scripts/demo/leftovers.sh"
. "$JPVS_HOME/scripts/demo/report.sh"
. "$JPVS_HOME/scripts/demo/configuration.sh"
. "$JPVS_HOME/scripts/demo/capture.sh"
. "$JPVS_HOME/scripts/demo/steps.sh"
. "$JPVS_HOME/scripts/demo/more.sh"

# What answers to run, stats, conns and plugin list: another one to try the demo itself, or another build.
BALANCER=${JPVS_DEMO_BALANCER:-$JPVS_HOME/jpvs}

usage() {
    cat <<'END'
usage: ./jpvs demo [-4 | -6] [--all] [--keep] [--workers N] [--rows FILE]
       ./jpvs demo --clean | --check

Makes network namespaces (clients, the balancer, servers, and a client and a server behind small links), starts the
balancer on DPDK between them, sends real traffic, and ends with a table of what was seen against what was expected.
Exit status 0 means that all of it was right. Touches nothing outside of its namespaces, and removes them at the end.

  -4, -6        only IPv4, only IPv6
  --all         everything that ./jpvs test looks at
  --keep        leave balancer and namespaces running, and say how to use them
  --workers N   packet threads of the balancer (1)
  --rows FILE   write the table to FILE too, as lines of: yes or no, what, expected, seen, with tabs between
  --clean       remove what --keep left, or a demo that was killed
  --check       only say whether it can run here
END
}

main() {
    KEEP='' ALL='' WORKERS=1 IP_VERSIONS="4 6" ROWS=''
    read_options "$@"
    install_missing demo || exit 1
    require_jdk
    build
    export JPVS_READY=yes # also for the balancer, and for this script in a user namespace
    get_privilege "$@"
    remove_leftovers dead

    PHASE="making the namespaces" BALANCER_PID=''
    hold_signals # a folder without an owner would never be removed
    RUN=$(mktemp -d "${TMPDIR:-/tmp}/jpvs-demo.XXXXXX")
    echo "$$ $(start_time $$)" >"$RUN/owner"
    trap finish EXIT
    release_signals
    report_begin
    echo "Namespaces jpvs-$$-{$(echo "$TOPOLOGY_NAMES" | tr ' ' ',')}; files in $RUN"
    topology_up "jpvs-$$"

    PHASE="starting the servers"
    start_servers
    [ -z "$KEEP" ] || launch "$RUN/door.log" client sleep infinity
    PHASE="starting the balancer"
    # shellcheck disable=SC2086
    write_configuration "$WORKERS" $IP_VERSIONS >"$RUN/jpvs.yaml"
    show_plugins
    start_balancer

    PHASE="sending traffic"
    for version in $IP_VERSIONS; do
        group "IPv$version"
        "use_ipv$version"
        show_traffic
        [ -z "$ALL" ] || show_more
    done
    group "The balancer itself"
    show_state
    [ -n "$KEEP" ] || stop_balancer
    [ -z "$ALL" ] || [ -n "$KEEP" ] || show_fragments

    PHASE="comparing what was seen"
    table
    echo "All as expected."
}

read_options() {
    while [ $# -gt 0 ]; do
        case $1 in
            -4 | -6) IP_VERSIONS=${1#-} ;;
            --all) ALL=yes ;;
            --keep) KEEP=yes ;;
            --rows)
                [ $# -ge 2 ] || bad_usage "--rows wants a file"
                ROWS=$2
                shift
                ;;
            --check)
                require_tools demo || exit 1
                require_privilege
                exit 0
                ;;
            --clean)
                remove_leftovers all
                exit 0
                ;;
            --workers)
                [ $# -ge 2 ] || bad_usage "--workers wants a number"
                case $2 in '' | *[!0-9]* | 0*) bad_usage "--workers wants a number from 1 on, not '$2'" ;; esac
                WORKERS=$2
                shift
                ;;
            -h | --help)
                usage
                exit 0
                ;;
            *) bad_usage "no option '$1'" ;;
        esac
        shift
    done
}

bad_usage() {
    echo "jpvs: demo: $1" >&2
    usage >&2
    exit 2
}

start_servers() {
    mkdir "$RUN/classes"
    # Launched for a signal not to have to wait for it.
    launch "$RUN/javac.log" server1 "$JAVA_HOME/bin/javac" -d "$RUN/classes" "$JPVS_HOME/scripts/demo/Server.java"
    wait "$PID" || failed "the servers do not compile:" "$RUN/javac.log"
    for server in server1 server2 server3; do
        launch "$RUN/$server.log" "$server" "$JAVA" -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
            -cp "$RUN/classes" Server "$server"
    done
    for server in server1 server2 server3; do
        wait_for 200 grep -qs ready "$RUN/$server.log" || failed "$server did not start:" "$RUN/$server.log"
    done
}

start_balancer() {
    step "The balancer starts"
    type_in lb "$BALANCER run -c $RUN/jpvs.yaml &"
    launch "$RUN/balancer.log" lb "$BALANCER" run -c "$RUN/jpvs.yaml"
    BALANCER_PID=$PID
    BALANCER_STARTED=$(start_time "$PID")
    wait_for 300 balancer_answers_or_ended
    balancer_runs || failed "the balancer ended:" "$RUN/balancer.log"
    [ -S "$RUN/jpvs.sock" ] || failed "the balancer does not get ready:" "$RUN/balancer.log"
    sed 's/^/      /' "$RUN/balancer.log"
}

balancer_runs() { is_running "$BALANCER_PID" "$BALANCER_STARTED"; }

balancer_answers_or_ended() { [ -S "$RUN/jpvs.sock" ] || ! balancer_runs; }

stop_balancer() {
    step "The balancer stops"
    stop_seen="stopped when asked"
    if ! balancer_runs; then
        stop_seen="ended by itself"
    elif ! end "$BALANCER_PID"; then
        stop_seen="had to be killed"
    fi
    row "the balancer" "stopped when asked" "$stop_seen"
}

# failed WORDS LOG
failed() {
    echo "jpvs: $1" >&2
    tail -n 20 "$2" | sed 's/^/      /' >&2
    exit 1
}

# Runs at every end: of main, of `set -e`, of a signal.
finish() {
    finish_status=$?
    trap '' HUP INT PIPE TERM
    if [ "$finish_status" -ge 128 ]; then
        echo "jpvs: the demo was interrupted while $PHASE" >&2
    elif [ "$finish_status" -ne 0 ]; then
        [ ! -s "$RUN/balancer.log" ] || [ "$PHASE" = "starting the balancer" ] || tell_log
        echo "jpvs: the demo failed while $PHASE" >&2
    fi
    if [ -n "$KEEP" ] && [ "$finish_status" -lt 128 ] && [ -n "$BALANCER_PID" ]; then
        : >"$RUN/kept"
        tell_how_to_use
    else
        remove_run "$RUN"
    fi
    exit "$finish_status"
}

tell_log() {
    echo "The balancer's last words:" >&2
    tail -n 20 "$RUN/balancer.log" | sed 's/^/      /' >&2
}

main "$@"
