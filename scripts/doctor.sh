# Sourced by ./jpvs doctor: one table of what this machine has and lacks. Changes nothing, and needs no JDK.
# shellcheck shell=sh

# Fails if something is missing that demo and tests cannot do without.
doctor() {
    doctor_lacks=0
    row CHECK FOUND STATE FIX
    list_packages
    find_dpdk || true
    check_jdk
    check_build
    check_dpdk
    check_tools
    check_installing
    check_privileges
    check_capabilities
    check_memory
    check_devices
    echo
    if [ "$doctor_lacks" -gt 0 ]; then
        echo "$doctor_lacks missing. ./jpvs demo and ./jpvs test install packages themselves where they may."
        return 1
    fi
    echo "Nothing that is required is missing."
}

# row CHECK FOUND STATE [FIX], a state being ok, warn (something works less well) or missing.
row() {
    printf '%-18s %-50s %-8s %s\n' "$1" "$2" "$3" "${4-}" | sed 's/ *$//'
    [ "$3" != missing ] || doctor_lacks=$((doctor_lacks + 1))
}

check_jdk() {
    if find_jdk; then
        row JDK "$(jdk_version "$JAVA_HOME") in $JAVA_HOME" ok
    else
        row JDK "none from $JDK_NEEDED on" missing "$(jdk_fix)"
    fi
}

check_build() {
    doctor_why=$(build_reason)
    if [ -n "$doctor_why" ]; then
        row build "$doctor_why" warn "none needed: the next verb builds"
    else
        row build "$(cat "$JPVS_HOME/cli/target/dist/BUILD")" ok
    fi
}

check_dpdk() {
    if [ -z "$DPDK_ABI" ]; then
        # shellcheck disable=SC2086
        row DPDK "no librte_eal.so.22 to .27" missing "$(libraries_fix $DPDK_REQUIRED $DPDK_DRIVERS)"
        return
    fi
    row DPDK "librte_eal.so.$DPDK_ABI ($((DPDK_ABI - 1)).11)" ok
    for doctor_library in $DPDK_REQUIRED; do
        has_dpdk_library "$doctor_library" || row "  $doctor_library" none missing "$(libraries_fix "$doctor_library")"
    done
    for doctor_library in $DPDK_DRIVERS; do
        has_dpdk_library "$doctor_library" ||
            row "  $doctor_library" "none: only set-ups that name it need it" warn "$(libraries_fix "$doctor_library")"
    done
}

libraries_fix() {
    if have apt-get; then
        install_fix "$(for doctor_library; do dpdk_package "$doctor_library"; done | sort -u | paste -sd ' ' -)"
    else
        echo "install DPDK with its ring mempool driver and software drivers"
    fi
}

install_fix() {
    if ! have apt-get; then
        echo "install the package that has it"
        return
    fi
    for doctor_package in $1; do
        apt_has "$doctor_package" || printf '%s' "$(as_root_text)apt-get update; "
        break
    done
    echo "$(as_root_text)apt-get install $1"
}

check_tools() {
    doctor_found=
    for doctor_tool in $(tools_for demo); do
        ! have "${doctor_tool%%:*}" || doctor_found="$doctor_found ${doctor_tool%%:*}"
    done
    row tools "${doctor_found# }" ok
    for doctor_tool in $(tools_for demo); do
        have "${doctor_tool%%:*}" || row "  ${doctor_tool%%:*}" none missing "$(install_fix "${doctor_tool#*:}")"
    done
    have dpdk-testpmd || row "  dpdk-testpmd" "none: ./jpvs bench compares with it" warn "$(install_fix dpdk-dev)"
}

check_installing() {
    if may_install; then
        row installing "apt-get, as $(id -un)" ok
    elif have apt-get; then
        row installing "not as $(id -un)" warn "run as root, or allow sudo without a password"
    else
        row installing "no apt-get here" warn "install by hand: $OTHER_SYSTEMS"
    fi
}

# What the demo needs: namespaces with veth pairs, and raw sockets in them.
check_privileges() {
    if is_root; then
        doctor_who=root doctor_unshare="unshare -n"
    else
        doctor_who="user namespace" doctor_unshare="unshare -Urn"
    fi
    if ! have unshare || ! $doctor_unshare true 2>/dev/null; then
        row namespaces "none for $(id -un)" missing "run as root (in a container: privileged)"
        return
    fi
    for doctor_device in "veth peer name jpvs1" bridge; do
        # shellcheck disable=SC2086
        if have ip && ! $doctor_unshare ip link add jpvs0 type $doctor_device 2>/dev/null; then
            row namespaces "$doctor_who, but no ${doctor_device%% *}" missing "$(as_root_text)modprobe ${doctor_device%% *}"
            return
        fi
    done
    row namespaces "$doctor_who, veth and bridge work" ok
}

# What a balancer outside of the demo's namespaces needs.
check_capabilities() {
    doctor_capabilities=$(capabilities_lacking)
    if [ -z "$doctor_capabilities" ]; then
        row capabilities "net_admin net_raw ipc_lock sys_admin" ok
    else
        row capabilities "without$doctor_capabilities" warn "run as root"
    fi
}

# The ones that af_packet, hugepages and moving interfaces ask for, by their bit numbers in capability.h.
capabilities_lacking() {
    doctor_effective=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
    for doctor_capability in net_admin:12 net_raw:13 ipc_lock:14 sys_admin:21; do
        # All these are in the low 32 bits.
        [ $(((0x${doctor_effective#????????} >> ${doctor_capability#*:}) & 1)) -eq 1 ] ||
            printf ' %s' "${doctor_capability%%:*}"
    done
}

meminfo() { sed -n "s/^$1:[[:space:]]*\([0-9]*\).*/\1/p" /proc/meminfo; }

check_memory() {
    doctor_mib=$(($(meminfo MemAvailable) / 1024))
    if [ "$doctor_mib" -ge 2048 ]; then
        row memory "$doctor_mib MiB available" ok
    else
        row memory "$doctor_mib MiB available" warn "2 GiB for demo and tests: 512 MiB of heap, 512 of packets, the build"
    fi
    doctor_huge=$(meminfo HugePages_Free)
    if [ "${doctor_huge:-0}" -gt 0 ]; then
        row hugepages "$doctor_huge free of $(($(meminfo Hugepagesize) / 1024)) MiB" ok
    else
        row hugepages "none free: --no-huge works, slower" warn "$(as_root_text)sysctl -w vm.nr_hugepages=256"
    fi
    if [ "$(nproc)" -ge 2 ]; then
        row processors "$(nproc)" ok
    else
        row processors "$(nproc)" warn "two: the worker polls one all the time"
    fi
}

# Only a real network card needs these.
check_devices() {
    if [ -d /sys/module/vfio_pci ] || [ -d /sys/bus/pci/drivers/vfio-pci ]; then
        row vfio "vfio-pci loaded" ok
    else
        row vfio "not loaded: only real cards need it" warn "$(as_root_text)modprobe vfio-pci"
    fi
    if [ -n "$(ls /sys/kernel/iommu_groups 2>/dev/null)" ]; then
        row iommu "on" ok
    else
        row iommu "off: only real cards need it" warn "boot with intel_iommu=on or amd_iommu=on, iommu=pt"
    fi
}
