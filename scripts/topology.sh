#!/bin/sh
# A small network of namespaces with a place for a balancer, for the demo and for tests.
#
#   client ------- lbc [ lb ] lbs ------- fabric ---+--- server1   10.2.0.10
#   10.1.0.2   10.1.0.1   10.2.0.1     10.2.0.254   +--- server2   10.2.0.11
#                                         |
#                                     10.3.0.1 --- MTU 1300 --- server3   10.3.0.10
#
# fabric is the servers' switch and a router. IPv6 has the same plan in fd01::/64, fd02::/64 and fd03::/64. lbc and lbs
# have no addresses: what answers there is the balancer, never Linux.
#
# Sourced, or run:   topology.sh up PREFIX       make the namespaces PREFIX-client, PREFIX-lb ...
#                    topology.sh down PREFIX     remove them
# Makes and changes nothing outside of these namespaces. Two prefixes do not meet. POSIX sh; needs the right to make
# network namespaces, ip, ethtool and nsenter.
# shellcheck shell=sh

# Others read these.
# shellcheck disable=SC2034
SMALL_MTU=1300
TOPOLOGY_NAMES="client lb fabric server1 server2 server3"

# topology_up PREFIX: wants `set -e` where it is called.
topology_up() {
    TOPOLOGY=$1
    for up_name in $TOPOLOGY_NAMES; do
        ip netns add "$TOPOLOGY-$up_name"
        ip -n "$TOPOLOGY-$up_name" link set lo up
    done

    veth client eth0 lb lbc
    veth lb lbs fabric lb
    veth server1 eth0 fabric server1
    veth server2 eth0 fabric server2
    veth server3 eth0 fabric server3

    # Linux must not answer on the balancer's ports, nor pass on what arrives there.
    sysctls lb ipv6/conf/lbc/disable_ipv6=1 ipv6/conf/lbs/disable_ipv6=1 ipv4/ip_forward=0

    ip -n "$TOPOLOGY-fabric" link add switch type bridge forward_delay 0 mcast_snooping 0
    for up_name in lb server1 server2; do
        ip -n "$TOPOLOGY-fabric" link set "$up_name" master switch
    done
    ip -n "$TOPOLOGY-fabric" link set switch up
    sysctls fabric ipv4/ip_forward=1 ipv6/conf/all/forwarding=1
    ip -n "$TOPOLOGY-fabric" link set server3 mtu "$SMALL_MTU"

    addresses client eth0 10.1.0.2/24 fd01::2/64
    addresses server1 eth0 10.2.0.10/24 fd02::10/64
    addresses server2 eth0 10.2.0.11/24 fd02::11/64
    addresses server3 eth0 10.3.0.10/24 fd03::10/64
    addresses fabric switch 10.2.0.254/24 fd02::fe/64
    addresses fabric server3 10.3.0.1/24 fd03::1/64

    # server3 believes in 1500 bytes and says so in its MSS; it must not send such packets into the small link, though.
    ip -n "$TOPOLOGY-server3" route add default via 10.3.0.1 mtu "$SMALL_MTU" advmss 1460
    ip -n "$TOPOLOGY-server3" route add default via fd03::1 mtu "$SMALL_MTU" advmss 1440
}

# topology_down PREFIX: removes what there is of it.
topology_down() {
    for down_name in $TOPOLOGY_NAMES; do
        [ ! -e "/run/netns/$1-$down_name" ] || ip netns delete "$1-$down_name"
    done
}

# in_namespace NAME COMMAND...: not `ip netns exec`, which mounts another /sys and so hides the control groups that a
# JVM reads its limits from.
in_namespace() {
    in_namespace_name=$1
    shift
    nsenter "--net=/run/netns/$TOPOLOGY-$in_namespace_name" "$@"
}

# veth NAME DEVICE NAME DEVICE: Without checksum offload, since a packet born on veth otherwise has no checksum, which
# a balancer can neither check nor update, and up to 64 KiB, which do not fit af_packet's slots.
veth() {
    ip -n "$TOPOLOGY-$1" link add "$2" type veth peer name "$4" netns "$TOPOLOGY-$3"
    in_namespace "$1" ethtool -K "$2" tx off >/dev/null
    in_namespace "$3" ethtool -K "$4" tx off >/dev/null
    ip -n "$TOPOLOGY-$1" link set "$2" up
    ip -n "$TOPOLOGY-$3" link set "$4" up
}

# addresses NAME DEVICE ADDRESS...: usable at once, without looking for duplicates.
addresses() {
    addresses_name=$1 addresses_device=$2
    shift 2
    for addresses_address; do
        case $addresses_address in *:*) addresses_flag=nodad ;; *) addresses_flag='' ;; esac
        # shellcheck disable=SC2086
        ip -n "$TOPOLOGY-$addresses_name" address add "$addresses_address" dev "$addresses_device" $addresses_flag
    done
}

# sysctls NAME PATH=VALUE...: paths below /proc/sys/net.
sysctls() {
    sysctls_name=$1
    shift
    for sysctls_setting; do
        # shellcheck disable=SC2016
        in_namespace "$sysctls_name" sh -c 'echo "$2" >"/proc/sys/net/$1"' sh "${sysctls_setting%%=*}" "${sysctls_setting#*=}"
    done
}

case ${0##*/} in
    topology.sh)
        set -eu
        case $#,${1-} in
            2,up) topology_up "$2" ;;
            2,down) topology_down "$2" ;;
            *)
                echo "usage: topology.sh up|down PREFIX" >&2
                exit 2
                ;;
        esac
        ;;
esac
