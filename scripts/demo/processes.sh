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
    is_running "$1" "$end_started" || return 0
    kill "$1" 2>/dev/null || return 0
    for _ in $(seq 50); do
        sleep 0.1
        is_running "$1" "$end_started" || return 0
    done
    kill -KILL "$1" 2>/dev/null || true
    return 1
}

# Ends all that were launched, the newest first.
end_all() {
    [ -f "$RUN/processes" ] || return 0
    for end_all_pid in $(sed 's/ .*//' "$RUN/processes" | tac); do
        end "$end_all_pid" || true
    done
}

# Field 22 of proc(5), behind a name that may hold spaces.
start_time() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# is_running PID START_TIME: not so a zombie, nor another process that was given the id.
is_running() { [ -n "$2" ] && [ "$(start_time "$1")" = "$2" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

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
