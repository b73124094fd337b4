#!/bin/sh
# Linux's own NAT in the place of the balancer, with both outer ends in the hands of the test:
#
#   outside: clients ----- clients [ nat ] servers ----- servers :outside
#                        10.1.0.1           10.2.0.1
#
# linux-nat.sh TOPOLOGY.SH up PREFIX [RULES]   make the namespaces PREFIX-outside and PREFIX-nat, with rules for nft
# linux-nat.sh TOPOLOGY.SH down PREFIX         remove them
set -eu
. "$1"
TOPOLOGY=$3

up() {
    ip netns add "$TOPOLOGY-outside"
    ip netns add "$TOPOLOGY-nat"
    veth outside clients nat clients
    veth outside servers nat servers
    sysctls outside ipv4/ip_forward=0 ipv6/conf/clients/disable_ipv6=1 ipv6/conf/servers/disable_ipv6=1
    ip -n "$TOPOLOGY-nat" link set lo up
    ip -n "$TOPOLOGY-nat" link set clients address 02:00:00:00:01:01
    ip -n "$TOPOLOGY-nat" link set servers address 02:00:00:00:02:01
    addresses nat clients 10.1.0.1/24 10.1.0.100/24 fd01::1/64 fd01::100/64
    addresses nat servers 10.2.0.1/24 10.2.0.2/24 fd02::1/64 fd02::2/64
    neighbours clients 02:00:00:00:01:02 10.1.0.2 10.1.0.3 10.1.0.250 fd01::2 fd01::3
    neighbours servers 02:00:00:00:02:02 10.2.0.10 10.2.0.11 10.2.0.250 fd02::10 fd02::11

    # Errors come from anywhere. What conntrack calls invalid is dropped by a rule, as in any real set-up.
    sysctls nat ipv4/conf/all/rp_filter=0 ipv4/conf/clients/rp_filter=0 ipv4/conf/servers/rp_filter=0 \
        ipv4/ip_forward=1 ipv6/conf/all/forwarding=1
    in_namespace nat nft -f "$1"
}

# neighbours DEVICE MAC ADDRESS...
neighbours() {
    neighbours_device=$1 neighbours_mac=$2
    shift 2
    for neighbours_address; do
        ip -n "$TOPOLOGY-nat" neighbour replace "$neighbours_address" lladdr "$neighbours_mac" dev "$neighbours_device"
    done
}

down() {
    for down_name in outside nat; do
        [ ! -e "/run/netns/$TOPOLOGY-$down_name" ] || ip netns delete "$TOPOLOGY-$down_name"
    done
}

case $2 in
    up) up "$4" ;;
    down) down ;;
esac
