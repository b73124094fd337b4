#!/bin/sh
# A small network of namespaces with a place for a balancer, for the demo and for tests.
#
#   client    10.1.0.2 ---+                                                  +--- server1  10.2.0.10
#   client2   10.1.0.3 ---+--- access ------ lbc [ lb ] lbs ------ fabric ---+--- server2  10.2.0.11
#                         |  10.1.0.254  10.1.0.1  10.2.0.1  10.2.0.254      |
#   client3 --- MTU 1300 ---- 10.4.0.1                            10.3.0.1 ---- MTU 1300 --- server3  10.3.0.10
#   10.4.0.2
#
# access and fabric are each a switch and a router, one for clients and one for servers. IPv6 has the same plan in
# fd01::/64 to fd04::/64. lbc and lbs have no addresses: what answers there is the balancer, never Linux.
#
# Sourced, or run:   topology.sh up PREFIX       make the namespaces PREFIX-client, PREFIX-lb ...
#                    topology.sh down PREFIX     remove them
# Makes and changes nothing outside of these namespaces. Two prefixes do not meet. POSIX sh; needs the right to make
# network namespaces, ip, ethtool and nsenter.
# shellcheck shell=sh

# Others read these.
# shellcheck disable=SC2034
SMALL_MTU=1300
TOPOLOGY_NAMES="client client2 client3 access lb fabric server1 server2 server3"

# topology_up PREFIX: wants `set -e` where it is called.
topology_up() {
    TOPOLOGY=$1
    for up_name in $TOPOLOGY_NAMES; do
        ip netns add "$TOPOLOGY-$up_name"
        ip -n "$TOPOLOGY-$up_name" link set lo up
    done

    veth client eth0 access client
    veth client2 eth0 access client2
    veth client3 eth0 access client3
    veth access lb lb lbc
    veth lb lbs fabric lb
    veth server1 eth0 fabric server1
    veth server2 eth0 fabric server2
    veth server3 eth0 fabric server3

    # Linux must not answer on the balancer's ports, nor pass on what arrives there.
    sysctls lb ipv6/conf/lbc/disable_ipv6=1 ipv6/conf/lbs/disable_ipv6=1 ipv4/ip_forward=0

    router access client3 lb client client2
    router fabric server3 lb server1 server2

    addresses client eth0 10.1.0.2/24 fd01::2/64
    addresses client2 eth0 10.1.0.3/24 fd01::3/64
    addresses client3 eth0 10.4.0.2/24 fd04::2/64
    addresses access switch 10.1.0.254/24 fd01::fe/64
    addresses access client3 10.4.0.1/24 fd04::1/64
    addresses server1 eth0 10.2.0.10/24 fd02::10/64
    addresses server2 eth0 10.2.0.11/24 fd02::11/64
    addresses server3 eth0 10.3.0.10/24 fd03::10/64
    addresses fabric switch 10.2.0.254/24 fd02::fe/64
    addresses fabric server3 10.3.0.1/24 fd03::1/64

    behind_small_link client3 10.4.0.1 fd04::1
    behind_small_link server3 10.3.0.1 fd03::1
}

# router NAME FAR NEAR...: a switch of the devices NEAR, which routes to the small link FAR. It looks for a neighbour
# there for a minute, so that packets to one that is not there wait until it is told to give up, and it may send
# every error that is due.
router() {
    router_name=$1 router_far=$2
    shift 2
    ip -n "$TOPOLOGY-$router_name" link add switch type bridge forward_delay 0 mcast_snooping 0
    for router_near; do
        ip -n "$TOPOLOGY-$router_name" link set "$router_near" master switch
    done
    ip -n "$TOPOLOGY-$router_name" link set switch up
    ip -n "$TOPOLOGY-$router_name" link set "$router_far" mtu "$SMALL_MTU"
    sysctls "$router_name" ipv4/ip_forward=1 ipv6/conf/all/forwarding=1 ipv4/icmp_ratelimit=0 ipv6/icmp/ratelimit=0 \
        "ipv4/neigh/$router_far/mcast_solicit=60" "ipv6/neigh/$router_far/mcast_solicit=60"
}

# behind_small_link NAME GATEWAY...: NAME believes in 1500 bytes and says so in its MSS; it must not send such packets
# into the small link, though.
behind_small_link() {
    behind_name=$1
    shift
    for behind_gateway; do
        case $behind_gateway in *:*) behind_mss=1440 ;; *) behind_mss=1460 ;; esac
        ip -n "$TOPOLOGY-$behind_name" route add default via "$behind_gateway" mtu "$SMALL_MTU" advmss "$behind_mss"
    done
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
