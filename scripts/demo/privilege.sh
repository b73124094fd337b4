# Sourced by demo.sh: the right to make network namespaces, as root or in a user namespace of one's own.
# shellcheck shell=sh

# get_privilege ARGS...: may start demo.sh afresh with the same arguments, in a user namespace where it is root.
get_privilege() {
    ! is_privileged || return 0
    require_privilege
    echo "$(id -un) is not root: in a user namespace, then."
    export JPVS_DEMO_INSIDE=yes
    exec_in_user_namespace "$JPVS_HOME/scripts/demo.sh" "$@"
}

is_privileged() { [ -n "${JPVS_DEMO_INSIDE-}" ] || { unshare --net --mount true 2>/dev/null && [ -w /run ]; }; }

# Here or in a user namespace.
require_privilege() {
    is_privileged || (exec_in_user_namespace ip link add jpvs0 type veth peer name jpvs1) 2>/dev/null || {
        echo "jpvs: $(id -un) may not make network namespaces here. Fix: $(privilege_fix)" >&2
        exit 1
    }
}

# exec_in_user_namespace COMMAND...: with a /run/netns that ip can write to, which the system's own is not.
exec_in_user_namespace() {
    # shellcheck disable=SC2016
    exec unshare --user --map-current-user --keep-caps --net --mount sh -c '
        if [ -d /run/netns ]; then mount -t tmpfs tmpfs /run/netns; else mount -t tmpfs tmpfs /run; fi && exec "$@"' sh "$@"
}

privilege_fix() {
    if [ "$(id -u)" -eq 0 ]; then
        echo "start the container with --privileged"
    elif [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null)" = 1 ]; then
        echo "sudo ./jpvs demo, or sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    else
        echo "sudo ./jpvs demo"
    fi
}
