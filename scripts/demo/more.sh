# Sourced by demo.sh: with --all, what a newcomer need not see and a test has to. As in steps.sh, one function for each.
# shellcheck shell=sh

BIG=300000 # bytes, many times what fits in a path's buffers

# With the IP version that is in use.
show_more() {
    show_download
    show_small_link_of_client
    show_traceroute_udp
    show_far_traceroute
    show_no_host
    show_vanishing_server
}

# Linux joins the fragments that it hands to net_af_packet, so another balancer runs on another driver.
show_fragments() {
    group "Fragments, on ports of another driver"
    PHASE="sending fragments" DRIVER=net_pcap
    # shellcheck disable=SC2086
    write_configuration 1 $IP_VERSIONS >"$RUN/jpvs.yaml"
    start_balancer
    for fragments_name in $TOPOLOGY_NAMES; do
        ip -n "$TOPOLOGY-$fragments_name" neigh flush all # the ports have other MACs now
    done
    for version in $IP_VERSIONS; do
        "use_ipv$version"
        step "A ping of 4000 bytes is three fragments in either direction"
        show client ping -n -s 4000 -c 3 -i 0.3 -W 5 "$VIP"
        row "ping -$version -s 4000" "3 of 3 answered" \
            "$(echo "$OUT" | sed -n 's/^\([0-9]*\) packets transmitted, \([0-9]*\) received.*/\2 of \1 answered/p')"
    done
    show lb "$BALANCER" stats -c "$RUN/jpvs.yaml"
    stop_balancer
}

show_download() {
    step "A large download from behind the link of $SMALL_MTU bytes"
    show client curl -sS --max-time 30 -o "$RUN/download" -w '%{size_download} bytes\n' "$URL:81/$BIG"
    row "curl, from a small link" "$BIG bytes" "$OUT"
}

show_small_link_of_client() {
    step "The client is behind a link of $SMALL_MTU bytes: the server learns of it"
    capture_begin server2 "$SERVER2"
    show client3 curl -sS --max-time 30 -o "$RUN/download" -w '%{size_download} bytes\n' "$URL:84/$BIG"
    capture_end "$TOO_BIG"
    row "curl, into a small link" "$BIG bytes" "$OUT"
    row "  the server's error came from" "$LOCAL" "$(error_source "$TOO_BIG")"
    row "  and quotes" "$SERVER2.8080 > $LOCAL.port" "$(quoted)" "$SERVER2.8080 > $LOCAL.[1-9]*"
    show server2 ip route get "$LOCAL"
    row "  path MTU at the server" "mtu $SMALL_MTU" "$(echo "$OUT" | grep -o 'mtu [0-9]*')"
}

# What the balancer answers itself it answers at any TTL, so there it is no hop of its own.
show_traceroute_udp() {
    step "Traceroute with UDP: to a port that a server has closed, and to ports without a service"
    show client traceroute -n -U -p 54 -m 5 -q 1 -w 5 "$VIP"
    row "traceroute -U -p 54" "$FIRST_HOP $VIP" "$(hops)"
    show client traceroute -n -U -p 99 -m 5 -q 1 -w 5 "$VIP"
    row "traceroute -U -p 99" "$VIP" "$(hops)"
    show client traceroute -n -m 5 -q 1 -w 5 "$VIP"
    row "traceroute" "$VIP" "$(hops)"
}

show_far_traceroute() {
    step "Traceroute from behind a router"
    show client3 traceroute -n -I -m 5 -q 1 -w 5 "$VIP"
    row "traceroute -I by client3" "$CLIENT3_GATEWAY $FIRST_HOP $VIP" "$(hops)"
    show client3 traceroute -n -T -p 80 -m 5 -q 1 -w 5 "$VIP"
    row "traceroute -T -p 80 by client3" "$CLIENT3_GATEWAY $FIRST_HOP $VIP" "$(hops)"
    show client3 traceroute -n -U -p 54 -m 5 -q 1 -w 5 "$VIP"
    row "traceroute -U -p 54 by client3" "$CLIENT3_GATEWAY $FIRST_HOP $VIP" "$(hops)"
    show client3 traceroute -n -m 5 -q 1 -w 5 "$VIP"
    row "traceroute by client3" "$CLIENT3_GATEWAY $VIP" "$(hops)"
}

show_no_host() {
    step "TCP to a server that is gone: its router's error comes while the connection lives"
    capture_begin client "$CLIENT"
    show_begin client nc -n -v -z -p 40083 -w 60 "$VIP" 83
    wait_for 200 router_looks_for "$GONE" || true
    router_gives_up "$GONE"
    show_end
    capture_end "$NO_HOST"
    row "nc to a server that is gone" "No route to host" "$(echo "$OUT" | grep -o 'No route to host')"
    error_rows "$NO_HOST" "$CLIENT.40083 > $VIP.83"
}

show_vanishing_server() {
    step "A server that vanishes in the middle of an upload"
    capture_begin client "$CLIENT"
    show_begin client curl -sS --local-port 40080-40089 --limit-rate 20000 -T "$RUN/upload" "$URL:81/"
    wait_for 200 upload_is_under_way || true
    row "curl to a server that vanishes" "under way" "$(! upload_is_under_way || echo "under way")"
    cut_off server3 'add table netdev off; add chain netdev off in { type filter hook ingress device "eth0" priority 0; policy drop; }'
    ip -n "$TOPOLOGY-fabric" neigh delete "$SERVER3" dev server3
    wait_for 200 router_looks_for "$SERVER3" || true
    router_gives_up "$SERVER3"
    capture_end "$NO_HOST"
    end "$SHOWN" || true
    show_end
    cut_off server3 'delete table netdev off'
    error_rows "$NO_HOST" "$CLIENT.4008x > $VIP.81" "$CLIENT.4008[0-9] > $VIP.81"
}

upload_is_under_way() { in_namespace client ss -Htn state established "dport = :81" | grep -q .; }

# cut_off NAME RULES: nothing reaches it any more, or all does again.
cut_off() {
    type_in "$1" "nft '$2'"
    in_namespace "$1" nft "$2"
}
