# Sourced by demo.sh: the addresses, which are those of topology.sh, and what the balancer is told.
# shellcheck shell=sh
# shellcheck disable=SC2034

PACKET_MIB=64 # without hugepages; DPDK's own structures and the buffers of two ports, with room to spare
UDP_IDLE_SECONDS=3 # shorter than usual: a connection's end is waited for

# What the steps need to know of an IP version: addresses, names, and how tcpdump and nstat write things.
use_ipv4() {
    VIP=10.1.0.100 URL=http://10.1.0.100 CLIENT=10.1.0.2
    FIRST_HOP=10.1.0.1 LOCAL=10.2.0.1 SERVER1=10.2.0.10 SERVER2=10.2.0.11 SERVER3=10.3.0.10
    GONE=10.3.0.99 CLIENT3=10.4.0.2 CLIENT3_GATEWAY=10.4.0.1
    PING_PROTOCOL=icmp ECHO_COUNTER=IcmpInEchos
    CAPTURED_ICMP=icmp NO_PORT="udp port 54 unreachable" NO_HOST="host $VIP unreachable"
    TOO_BIG="need to frag (mtu $SMALL_MTU)" SERVERS_IN_HEX='0a0[23] 00'
}

use_ipv6() {
    VIP=fd01::100 URL="http://[fd01::100]" CLIENT=fd01::2
    FIRST_HOP=fd01::1 LOCAL=fd02::1 SERVER1=fd02::10 SERVER2=fd02::11 SERVER3=fd03::10
    GONE=fd03::99 CLIENT3=fd04::2 CLIENT3_GATEWAY=fd04::1
    PING_PROTOCOL=icmp6 ECHO_COUNTER=Icmp6InEchos
    # Destination unreachable and packet too big, and no neighbour discovery.
    CAPTURED_ICMP='icmp6 and ip6[40] < 128' NO_PORT="unreachable port" NO_HOST="unreachable address"
    TOO_BIG="packet too big, mtu $SMALL_MTU" SERVERS_IN_HEX='fd0[23] 0000 0000'
}

DRIVER=net_af_packet

# device NUMBER INTERFACE WORKERS: one port, for EAL.
device() {
    case $DRIVER in
        net_af_packet) echo "net_af_packet$1,iface=$2,qpairs=$3" ;;
        net_pcap) echo "net_pcap$1,rx_iface_in=$2,tx_iface=$2" ;;
    esac
}

# write_configuration WORKERS VERSION...: prints it. The IP versions are 4 or 6.
write_configuration() {
    configuration_workers=$1
    shift
    case " $* " in
        *" 6 "*) configuration_client=', "fd01::1/64"' configuration_server=', "fd02::1/64"' ;;
        *) configuration_client='' configuration_server='' ;;
    esac
    cat <<END
dpdk:
  eal: ["--no-huge", "-m", "$PACKET_MIB", "--no-shconf", "--no-telemetry", "--no-pci",
        "--vdev=$(device 0 lbc "$configuration_workers")",
        "--vdev=$(device 1 lbs "$configuration_workers")"]
  workers: $configuration_workers
ports:
  - {name: client, addresses: [10.1.0.1/24$configuration_client]}
  - {name: server, addresses: [10.2.0.1/24$configuration_server]}
routes:
  - {to: 10.3.0.0/24, via: 10.2.0.254}
  - {to: 10.4.0.0/24, via: 10.1.0.254}
END
    [ -z "$configuration_client" ] || cat <<END
  - {to: "fd03::/64", via: "fd02::fe"}
  - {to: "fd04::/64", via: "fd01::fe"}
END
    cat <<END
protocols: {udp: {timeouts: {idle: ${UDP_IDLE_SECONDS}s}}}
no-service: reject
control: {socket: $RUN/jpvs.sock}
services:
END
    for configuration_version; do
        "use_ipv$configuration_version"
        write_services
    done
}

# With the IP version that is in use.
write_services() {
    cat <<END
  - address: "$VIP"
    protocol: tcp
    port: 80
    scheduler: rr
    servers: [{address: "$SERVER1", port: 8080}, {address: "$SERVER2", port: 8080}]
  - address: "$VIP"   # its server is behind a link of $SMALL_MTU bytes
    protocol: tcp
    port: 81
    servers: [{address: "$SERVER3", port: 8080}]
  - address: "$VIP"   # its server is not there
    protocol: tcp
    port: 83
    servers: [{address: "$GONE", port: 8080}]
  - address: "$VIP"
    protocol: tcp
    port: 84
    servers: [{address: "$SERVER2", port: 8080}]
  - address: "$VIP"
    protocol: udp
    port: 53
    scheduler: rr
    servers: [{address: "$SERVER1", port: 5353}, {address: "$SERVER2", port: 5353}]
  - address: "$VIP"   # nothing listens on that port of the server
    protocol: udp
    port: 54
    servers: [{address: "$SERVER1", port: 5354}]
  - address: "$VIP"   # its server is not there
    protocol: udp
    port: 55
    servers: [{address: "$GONE", port: 5355}]
  - address: "$VIP"   # ping has no port
    protocol: $PING_PROTOCOL
    scheduler: rr
    servers: [{address: "$SERVER1"}, {address: "$SERVER2"}]
END
}
