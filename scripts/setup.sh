# Sourced by ./jpvs: finds a JDK, says what is missing, installs it where that is allowed, builds.
# Needs JPVS_HOME. POSIX sh, and no JDK until require_jdk.
# shellcheck shell=sh

JDK_NEEDED=25
DPDK_ABIS="27 26 25 24 23 22" # 26.11 down to 21.11: what the kernel has struct layouts for

say() { printf 'jpvs: %s\n' "$*" >&2; }

have() { command -v "$1" >/dev/null 2>&1; }

# --- JDK -------------------------------------------------------------------------------------------------------------

jdk_version() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }

is_jdk() {
    [ -x "$1/bin/javac" ] || return 1
    is_jdk_version=$(jdk_version "$1")
    [ "${is_jdk_version:-0}" -ge "$JDK_NEEDED" ]
}

# Sets and exports JAVA_HOME and JAVA. JAVA_HOME wins, then PATH, then the usual folders: there the release that
# jpvs is made for before a newer one.
find_jdk() {
    jdk_home=
    jdk_on_path=$(command -v java || true)
    [ -z "$jdk_on_path" ] || jdk_on_path=$(dirname "$(dirname "$(readlink -f "$jdk_on_path")")")
    if [ -n "${JAVA_HOME-}" ] && is_jdk "$JAVA_HOME"; then
        jdk_home=$JAVA_HOME
    elif [ -n "$jdk_on_path" ] && is_jdk "$jdk_on_path"; then
        jdk_home=$jdk_on_path
    else
        jdk_ifs=$IFS
        IFS=:
        for jdk_dir in ${JPVS_JDK_SEARCH-/usr/lib/jvm:${HOME-}/.sdkman/candidates/java:${HOME-}/.jdks:/opt:/usr/java}; do
            for jdk_candidate in "$jdk_dir"/*; do
                is_jdk "$jdk_candidate" || continue
                if [ "$is_jdk_version" -eq "$JDK_NEEDED" ]; then
                    jdk_home=$jdk_candidate
                    break 2
                fi
                jdk_home=${jdk_home:-$jdk_candidate}
            done
        done
        IFS=$jdk_ifs
    fi
    [ -n "$jdk_home" ] || return 1
    JAVA_HOME=$jdk_home
    JAVA=$jdk_home/bin/java
    export JAVA_HOME JAVA
}

jdk_fix() {
    if apt_has "openjdk-$JDK_NEEDED-jdk-headless"; then
        echo "$(as_root_text)apt-get install openjdk-$JDK_NEEDED-jdk-headless"
    else
        echo "unpack a JDK $JDK_NEEDED (Temurin, for example) into ~/.jdks, or set JAVA_HOME to one"
    fi
}

require_jdk() {
    find_jdk && return
    list_packages
    jdk_seen=
    [ -z "${JAVA_HOME-}" ] || jdk_seen=" (JAVA_HOME is $JAVA_HOME, version $(jdk_version "$JAVA_HOME" | grep . || echo unknown))"
    say "no JDK $JDK_NEEDED found$jdk_seen. Fix: $(jdk_fix)"
    exit 1
}

# --- Packages --------------------------------------------------------------------------------------------------------

is_root() { [ "$(id -u)" -eq 0 ]; }

as_root() { if is_root; then "$@"; else sudo -n "$@"; fi; }

as_root_text() { is_root || printf 'sudo '; }

may_install() { have apt-get && { is_root || { have sudo && sudo -n true 2>/dev/null; }; }; }

# The packages that the system's list has, of those that matter here. Asking takes apt seconds: so once, and again
# only after an update.
APT_NAMES=
list_packages() {
    ! have apt-cache || APT_NAMES=$(apt-cache pkgnames 2>/dev/null | grep -xE \
        "librte-.*|libdpdk-dev|openjdk-$JDK_NEEDED-.*|$(tools_for bench | tr ' ' '\n' | sed 's/.*://' | paste -sd '|' -)") || true
}

apt_has() { printf '%s\n' "$APT_NAMES" | grep -qx "$1"; }

# The commands that a verb drives, as command:package. Demo and tests drive the same ones.
tools_for() {
    echo ip:iproute2 ethtool:ethtool curl:curl ping:iputils-ping traceroute:traceroute dig:bind9-dnsutils
    echo nc:netcat-openbsd nft:nftables tcpdump:tcpdump tcpreplay:tcpreplay
    [ "$1" != bench ] || echo dpdk-testpmd:dpdk-dev
}

# DPDK's libraries by their names without librte_. Without mempool_ring no buffer pool can be made.
DPDK_REQUIRED="eal ethdev mbuf mempool ring mempool_ring bus_vdev net_af_packet"
DPDK_DRIVERS="bus_pci net_af_xdp net_pcap net_ring net_null net_tap"

# What to install where there is no apt-get.
OTHER_SYSTEMS="DPDK 21.11 or newer (run time, ring mempool driver, af_packet and the other software drivers), iproute2, \
ethtool, curl, ping, traceroute, dig, nc (OpenBSD's), nftables, tcpdump, tcpreplay, a JDK $JDK_NEEDED"

# Prints the file name of every DPDK library that the loader or EAL would find.
dpdk_files() {
    ldconfig -p 2>/dev/null | sed -n 's/^[[:space:]]*\(librte_[^ ]*\) .*=> \(.*\)$/\1 \2/p' | while read -r dpdk_name dpdk_path; do
        echo "$dpdk_name"
        case $dpdk_name in librte_eal.so.*) ls "${dpdk_path%/*}"/dpdk/pmds-*/ 2>/dev/null ;; esac
    done
    dpdk_ifs=$IFS
    IFS=:
    for dpdk_dir in ${LD_LIBRARY_PATH-}; do
        (cd "$dpdk_dir" 2>/dev/null && ls) | grep '^librte_' || true
    done
    IFS=$dpdk_ifs
}

# Sets DPDK_ABI to the newest one that is installed and known, and DPDK_LIBRARIES.
find_dpdk() {
    DPDK_LIBRARIES=$(dpdk_files)
    for DPDK_ABI in $DPDK_ABIS; do
        ! has_dpdk_library eal || return 0
    done
    DPDK_ABI=
    return 1
}

has_dpdk_library() { printf '%s\n' "$DPDK_LIBRARIES" | grep -q "^librte_$1\.so\.$DPDK_ABI\$"; }

# The package of a DPDK library: librte-net-tap23, or with t64 behind it. For the installed ABI, else the newest offered.
dpdk_package() {
    for dpdk_abi in ${DPDK_ABI:-$DPDK_ABIS}; do
        printf '%s\n' "$APT_NAMES" | grep -x "librte-$(echo "$1" | tr _ -)$dpdk_abi\(t64\)\?" && return
    done
    echo libdpdk-dev # brings all of them
}

# Sets MISSING (what is not there), PACKAGES (what brings it and can be had now) and WANTED (the same, and what the
# list of packages does not know).
find_missing() {
    MISSING='' PACKAGES='' WANTED=''
    for missing_tool in $(tools_for "$1"); do
        have "${missing_tool%%:*}" || note_missing "${missing_tool%%:*}" "${missing_tool#*:}"
    done
    find_dpdk || true
    for missing_library in $DPDK_REQUIRED $DPDK_DRIVERS; do
        [ -n "$DPDK_ABI" ] && has_dpdk_library "$missing_library" && continue
        note_missing "librte_$missing_library" "$(dpdk_package "$missing_library")"
    done
    find_jdk || note_missing "JDK-$JDK_NEEDED" "openjdk-$JDK_NEEDED-jdk-headless"
}

note_missing() {
    MISSING="$MISSING $1"
    case "$WANTED " in *" $2 "*) return ;; esac
    WANTED="$WANTED $2"
    ! apt_has "$2" || PACKAGES="$PACKAGES $2"
}

# Quiet unless it fails.
apt_get() {
    apt_log=$(mktemp)
    apt_status=0
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" >"$apt_log" 2>&1 </dev/null ||
        apt_status=$?
    [ "$apt_status" -eq 0 ] || tail -n 15 "$apt_log" >&2
    rm -f "$apt_log"
    return "$apt_status"
}

apt_install() {
    say "installing:$PACKAGES"
    # shellcheck disable=SC2086
    apt_get install -y --no-install-recommends $PACKAGES
}

apt_update() {
    say "asking for the current list of packages"
    apt_get update || true
    list_packages
}

# Fails, with one line that names the fix, if something that the verb needs is missing.
require_tools() {
    find_missing "$1"
    [ -n "$MISSING" ] || return 0
    list_packages
    find_missing "$1"
    is_enough
}

# Installs what the verb needs, then requires it.
install_missing() {
    [ -z "${JPVS_READY-}" ] || return 0
    find_missing "$1"
    [ -n "$MISSING" ] || return 0
    list_packages
    find_missing "$1"
    if may_install; then
        if [ "$PACKAGES" != "$WANTED" ]; then
            apt_update
            find_missing "$1"
        fi
        if [ -n "$PACKAGES" ]; then
            # An old list names versions that are gone from the archive.
            apt_install || { apt_update && apt_install; } || true
            hash -r
            find_missing "$1"
        fi
    fi
    is_enough
}

# True if nothing is missing but drivers that only some set-ups use.
is_enough() {
    enough_lacks='' enough_drivers=''
    for enough_name in $MISSING; do
        case " $DPDK_DRIVERS " in
            *" ${enough_name#librte_} "*) enough_drivers="$enough_drivers $enough_name" ;;
            *) enough_lacks="$enough_lacks $enough_name" ;;
        esac
    done
    if [ -n "$enough_lacks" ]; then
        say "missing:$enough_lacks. Fix: $(missing_fix)"
        return 1
    fi
    [ -z "$enough_drivers" ] || say "going on without$enough_drivers, which only set-ups that name them need"
}

missing_fix() {
    if ! have apt-get; then
        echo "install, with this system's own packages: $OTHER_SYSTEMS"
        return
    fi
    fix_jdk=
    for fix_package in $WANTED; do
        case $fix_package in openjdk-*) apt_has "$fix_package" || fix_jdk=$(jdk_fix) ;; esac
    done
    [ -z "$fix_jdk" ] || WANTED=${WANTED%" openjdk-"*}
    fix_update=
    [ "$PACKAGES" = "$WANTED" ] || fix_update="$(as_root_text)apt-get update; "
    [ -z "$WANTED" ] || printf '%s' "$fix_update$(as_root_text)apt-get install$WANTED"
    [ -z "$WANTED" ] || [ -z "$fix_jdk" ] || printf '; '
    printf '%s\n' "$fix_jdk"
}

# --- Build -----------------------------------------------------------------------------------------------------------

mvnw() {
    if [ ! -w "${HOME-}" ]; then
        say "HOME (${HOME-unset}) is not writable, and Maven keeps its downloads there. Fix: set HOME to a folder that is"
        return 1
    fi
    "$JPVS_HOME/mvnw" -f "$JPVS_HOME/pom.xml" -B -ntp "$@" </dev/null
}

# Prints why a build is needed. A build that ended well began (target/started) before it ended (dist/BUILD).
build_reason() {
    build_began=$JPVS_HOME/target/started/BUILD
    build_ended=$JPVS_HOME/cli/target/dist/BUILD
    if [ ! -f "$build_began" ] || [ ! -f "$build_ended" ]; then
        echo "not built yet"
    elif [ -z "$(find "$build_ended" -newer "$build_began")" ]; then
        echo "the last build did not end well"
    elif [ -n "$(newer_sources)" ]; then
        echo "sources have changed"
    fi
}

newer_sources() {
    cd "$JPVS_HOME" && find pom.xml .mvn api kernel testkit plugins cli bench -name target -prune -o -path '*/src/test' -prune \
        -o \( -type f -o -path '*/src/*' \) -newer target/started/BUILD -print | head -n 1
}

build() {
    [ -z "${JPVS_READY-}" ] || return 0
    [ -n "$(build_reason)" ] || return 0
    if ! { mkdir -p "$JPVS_HOME/target" && [ -w "$JPVS_HOME/target" ]; } 2>/dev/null; then
        say "cannot build ($(build_reason)): $JPVS_HOME is not writable. Fix: ./jpvs plugin list, once, as its owner"
        exit 1
    fi
    (
        ! have flock || flock 9
        build_why=$(build_reason) # another jpvs may have built while this one waited
        [ -n "$build_why" ] || exit 0
        say "building: $build_why"
        # Not -q, which hides the warnings that end a build.
        mvnw -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dmaven.test.skip=true package
    ) 9>"$JPVS_HOME/target/.build-lock" || {
        say "the build failed, see above"
        exit 1
    }
}
