# Sourced by demo.sh: starts processes, remembers them by id and start time, ends no others.
# Needs RUN, a folder of this demo's own.
# shellcheck shell=sh

# launch LOG NAME COMMAND...: in the namespace NAME and in a session of its own, so that the terminal's Ctrl-C leaves it
# to this script to end it. Sets PID.
launch() {
    launch_log=$1 launch_space=/run/netns/$TOPOLOGY-$2
    shift 2
    hold_signals # a process that is not remembered would never be ended
    setsid nsenter "--net=$launch_space" "$@" >"$launch_log" 2>&1 </dev/null &
    PID=$!
    echo "$PID $(start_time "$PID") ${launch_space##*-}" >>"$RUN/processes"
    release_signals
}

# end PID: asks, and after five seconds kills. Fails if it had to kill.
end() {
    end_started=$(sed -n "s/^$1 \([0-9]*\) .*/\1/p" "$RUN/processes")
    ! is_running "$1" "$end_started" || kill "$1" 2>/dev/null || true
    wait_for 50 has_ended "$1" "$end_started" || {
        kill -KILL "$1" 2>/dev/null || true
        return 1
    }
}

# Ends all that were launched: asks all of them, then waits for each.
end_all() {
    [ -f "$RUN/processes" ] || return 0
    while read -r end_all_pid end_all_started _; do
        ! is_running "$end_all_pid" "$end_all_started" || kill "$end_all_pid" 2>/dev/null || true
    done <"$RUN/processes"
    while read -r end_all_pid end_all_started _; do
        has_ended "$end_all_pid" "$end_all_started" || end "$end_all_pid" || true
    done <"$RUN/processes"
}

# Sets STATE and STARTED, fields 3 and 22 of proc(5), behind a name that may hold spaces. Fails if there is no such
# process.
read_process() {
    { read -r read_process_line <"/proc/$1/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086
    set -- ${read_process_line##*) }
    STATE=$1 STARTED=${20}
}

start_time() { ! read_process "$1" || echo "$STARTED"; }

# is_running PID START_TIME: not so a zombie, nor another process that was given the id.
is_running() { read_process "$1" && [ "$STARTED" = "$2" ] && [ "$STATE" != Z ]; }

has_ended() { ! is_running "$1" "$2"; }

# wait_for TENTHS COMMAND...: until it succeeds, so many tenths of a second at most.
wait_for() {
    wait_for_tenths=$1
    shift
    for _ in $(seq "$wait_for_tenths"); do
        ! "$@" || return 0
        sleep 0.1
    done
    return 1
}

# Signals come while a child is waited for: at once, in sh, only if that is `wait` and not a foreground command.
hold_signals() {
    HELD=
    trap 'HELD=129' HUP
    trap 'HELD=130' INT
    trap 'HELD=141' PIPE # whoever read this has gone
    trap 'HELD=143' TERM
}

release_signals() {
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 141' PIPE
    trap 'exit 143' TERM
    [ -z "$HELD" ] || exit "$HELD"
}
