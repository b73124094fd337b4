# Sourced by demo.sh: what a demo leaves on purpose (--keep) or because it was killed, and its removal.
#
# A demo's folder RUN holds: owner (process id and start time of demo.sh), processes (the same of what it launched),
# kept (if --keep left it running), and its configuration and logs.
# shellcheck shell=sh

# remove_leftovers dead|all: `all` takes in what --keep left. Never a demo that is at work, nor another user's.
remove_leftovers() {
    leftovers_removed=0
    for leftovers_run in "${TMPDIR:-/tmp}"/jpvs-demo.??????; do
        if [ ! -f "$leftovers_run/owner" ] || [ ! -O "$leftovers_run" ]; then continue; fi
        [ "$1" = all ] || [ ! -e "$leftovers_run/kept" ] || continue
        read -r leftovers_owner leftovers_started <"$leftovers_run/owner"
        ! is_running "$leftovers_owner" "$leftovers_started" || continue
        remove_run "$leftovers_run"
        leftovers_removed=$((leftovers_removed + 1))
    done
    [ "$leftovers_removed" -eq 0 ] && [ "$1" != all ] || echo "Removed $leftovers_removed earlier demo(s)."
}

# remove_run FOLDER: its processes, its namespaces and itself. Namespaces in a user namespace end with their processes.
remove_run() {
    RUN=$1
    end_all
    topology_down "jpvs-$(sed 's/ .*//' "$RUN/owner")"
    rm -rf "$RUN"
}

tell_how_to_use() {
    cat <<END
Left running, with its files in $RUN. For example:
  $(door client) curl $URL/
  $(door server1) bash
  $(door lb) $BALANCER conns -c $RUN/jpvs.yaml
Away with it:
  ./jpvs demo --clean
END
}

# door NAME: what to put before a command to run it in the namespace NAME. In a user namespace only a process in NAME
# leads there, and what needs root, such as tcpdump, does not work.
door() {
    if [ -z "${JPVS_DEMO_INSIDE-}" ]; then
        echo "nsenter --net=/run/netns/$TOPOLOGY-$1"
    else
        echo "nsenter -t $(sed -n "s/^\([0-9]*\) .* $1\$/\1/p" "$RUN/processes" | head -n 1) -U -n --preserve-credentials"
    fi
}
