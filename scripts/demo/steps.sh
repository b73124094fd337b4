# Sourced by demo.sh: the traffic, one function for each thing shown. Each adds its rows to the table.
# shellcheck shell=sh

# With the IP version that is in use.
show_traffic() {
    show_tcp
    show_udp
    show_ping
    show_same_identifier
    show_closed_port
    show_late_error
    show_path_mtu
    show_traceroute
    show_no_service
}

show_plugins() {
    step "The protocols, each a plugin loaded from its jar"
    show lb "$BALANCER" plugin list -c "$RUN/jpvs.yaml"
    plugins_seen=$(for plugins_name in tcp udp icmp; do
        ! printf '%s\n' "$OUT" | grep -qw "$plugins_name" || echo "$plugins_name"
    done | words)
    row "plugins loaded" "tcp udp icmp" "$plugins_seen"
}

show_tcp() {
    step "TCP: four requests to one address, two servers in turn"
    tcp_answers=''
    for _ in 1 2 3 4; do
        show client curl -sS --max-time 10 "$URL/"
        tcp_answers="$tcp_answers$OUT
"
    done
    row "curl, four times" "two servers in turn" "$(printf '%s' "$tcp_answers" | sed 's/,.*//' | words)" "$(in_turn)"
    row "  the servers were asked by" "$LOCAL, the local address" \
        "$(printf '%s' "$tcp_answers" | sed -n 's/.*asked by \([^ ]*\) .*/\1/p' | sort -u | words)" "$LOCAL"
}

# With several workers each one has its own turn.
in_turn() {
    if [ "$WORKERS" -eq 1 ]; then echo "server[12] server[12] server[12] server[12]"; else echo "server? server? server? server?"; fi
}

show_udp() {
    step "UDP: a question and its answer"
    show client dig "@$VIP" who.jpvs TXT +short +tries=1 +timeout=5
    row "dig" "a server's name" "$(echo "$OUT" | tr -d '"')" "server[12]"
}

show_ping() {
    step "Ping as a service: each ping has an identifier of its own, so each goes to a server of its own"
    ping_before=$(echo_requests)
    for ping_run in 1 2; do
        show client ping -n -c 3 -i 0.2 -W 5 "$VIP"
        row "ping, run $ping_run" "3 of 3 answered" \
            "$(echo "$OUT" | sed -n 's/^\([0-9]*\) packets transmitted, \([0-9]*\) received.*/\2 of \1 answered/p')"
    done
    show server1 nstat -asz "$ECHO_COUNTER"
    show server2 nstat -asz "$ECHO_COUNTER"
    ping_after=$(echo_requests)
    ping_first=$((${ping_after% *} - ${ping_before% *})) ping_second=$((${ping_after#* } - ${ping_before#* }))
    show lb "$BALANCER" conns -c "$RUN/jpvs.yaml" --protocol "$PING_PROTOCOL"
    if [ "$WORKERS" -eq 1 ]; then
        row "  echo requests seen by servers" "3 and 3" "$ping_first and $ping_second"
        row "  conns lists them at" "$SERVER1 $SERVER2" "$(listed_servers)"
    else # each worker has its own turn
        row "  echo requests seen by servers" "6 in all" "$((ping_first + ping_second)) in all"
        row "  conns lists" "2 of them" "$(listed_servers | wc -w) of them"
    fi
}

# The last column of conns, without what stands for a port there.
listed_servers() { echo "$OUT" | awk 'NR > 1 { print $NF }' | sed 's/:[0-9]*$//; s/[][]//g' | sort | words; }

# Of server1 and of server2.
echo_requests() {
    for echo_requests_server in server1 server2; do
        in_namespace "$echo_requests_server" nstat -asz "$ECHO_COUNTER" | sed -n "s/^$ECHO_COUNTER *\([0-9]*\).*/\1/p"
    done | words
}

# Each has a payload of its own, and ping says so if another's comes back.
show_same_identifier() {
    CLIENTS="client client2${ALL:+ client3}"
    step "Clients that ping at the same time with the same identifier: each gets the answers to its own"
    same_pids=''
    for same_client in $CLIENTS; do
        set -- ping -n -e 4242 -p "c${same_client#client}0" -c 5 -i 0.2 -W 5 "$VIP"
        type_in "$same_client" "$* &"
        launch "$RUN/ping-$same_client" "$same_client" "$@"
        same_pids="$same_pids $PID"
    done
    for same_pid in $same_pids; do
        wait "$same_pid" || true
    done
    for same_client in $CLIENTS; do
        sed 's/^/      /' "$RUN/ping-$same_client"
        row "ping -e 4242 by $same_client" "5 of 5 answered" "$(own_answers "$RUN/ping-$same_client")"
    done
    show lb "$BALANCER" conns -c "$RUN/jpvs.yaml" --protocol "$PING_PROTOCOL"
    row "  conns lists with it" "$(echo "$CLIENTS" | wc -w) clients" \
        "$(echo "$OUT" | awk '$4 ~ /:4242$/ { print $4 }' | sort -u | wc -l) clients"
}

own_answers() {
    sed -n 's/^\([0-9]*\) packets transmitted, \([0-9]*\) received.*/\2 of \1 answered/p' "$1"
    grep -o 'DUP!\|wrong data byte' "$1" | sort -u
}

show_closed_port() {
    step "UDP to a server that does not listen: its error comes back as the client's own business"
    capture_begin client "$CLIENT"
    show client dig +nocmd -b "$CLIENT#40054" -p 54 "@$VIP" who.jpvs +short +tries=1 +timeout=5
    capture_end "$NO_PORT"
    row "dig to a closed port" "connection refused" "$(echo "$OUT" | grep -o 'connection refused' | head -n 1)"
    error_rows "$NO_PORT" "$CLIENT.40054 > $VIP.54"
    row "  its wrong checksums" none "$(wrong_checksums | words | grep . || echo none)"
}

# error_rows TEXT QUOTED [PATTERN]: rows about what was captured at a client. It is the VIP's error and quotes the client's
# own packet; the seed of this project is a balancer that let the server's addresses and its own ports through.
error_rows() {
    row "  the error came from" "$VIP" "$(error_source "$1")"
    row "  and quotes" "$2" "$(quoted)" "${3-"$2"}"
    row "  errors that name a server" "none" "$(naming_a_server)" "0 of [1-9]*"
}

# traceroute, unlike most programs, asks Linux for errors of this kind, and Linux gives it only those about its own ports.
show_late_error() {
    step "A server that is gone: the error comes when its connection has expired, and still reaches the client"
    capture_begin client "$CLIENT"
    show_begin client traceroute -n -U -p 55 --sport=40055 -f 3 -m 3 -q 1 -w 60 "$VIP"
    wait_for 200 router_looks_for "$GONE" || true
    type_in lb "$BALANCER conns -c $RUN/jpvs.yaml --protocol udp --vip $(end_point "$VIP" 55)    # until it is empty"
    wait_for 300 late_is_expired || true
    row "conns, some time later" "no connection" "$(late_connections)"
    router_gives_up "$GONE"
    capture_end "$NO_HOST"
    show_end
    row "traceroute, long after its probe" "$VIP !H" "$(echo "$OUT" | grep -o "  $VIP .*" | awk '{ print $1, $NF }')"
    error_rows "$NO_HOST" "$CLIENT.40055 > $VIP.55"
}

late_connections() {
    in_namespace lb "$BALANCER" conns -c "$RUN/jpvs.yaml" --protocol udp --vip "$(end_point "$VIP" 55)" >"$RUN/late" || return 1
    if grep -q 40055 "$RUN/late"; then cat "$RUN/late"; else echo "no connection"; fi
}

late_is_expired() { [ "$(late_connections)" = "no connection" ]; }

# end_point ADDRESS PORT
end_point() { case $1 in *:*) echo "[$1]:$2" ;; *) echo "$1:$2" ;; esac; }

# A packet for that host waits in the servers' router for the address to resolve.
router_looks_for() { ip -n "$TOPOLOGY-fabric" neigh show "$1" dev server3 | grep -q INCOMPLETE; }

# It answers what waits with host unreachable, at once.
router_gives_up() {
    type_in fabric "ip neigh change $1 dev server3 nud failed"
    ip -n "$TOPOLOGY-fabric" neigh change "$1" dev server3 nud failed || true
}

show_path_mtu() {
    step "A link of $SMALL_MTU bytes behind the balancer: the client learns of it and sends less at a time"
    head -c 200000 /dev/zero >"$RUN/upload"
    capture_begin client "$CLIENT"
    show client curl -sS --max-time 30 -T "$RUN/upload" "$URL:81/"
    capture_end "$TOO_BIG"
    row "curl, 200,000 bytes uploaded" "server3 received 200000 bytes" "$OUT"
    row "  the error came from" "$VIP" "$(error_source "$TOO_BIG")"
    show client ip route get "$VIP"
    row "  path MTU at the client" "mtu $SMALL_MTU" "$(echo "$OUT" | grep -o 'mtu [0-9]*')"
}

show_traceroute() {
    step "Traceroute: the balancer is a hop, the address is the end"
    show client traceroute -n -I -m 5 -q 1 -w 5 "$VIP"
    row "traceroute -I" "$FIRST_HOP $VIP" "$(hops)"
    show client traceroute -n -T -p 80 -m 5 -q 1 -w 5 "$VIP"
    row "traceroute -T -p 80" "$FIRST_HOP $VIP" "$(hops)"
}

hops() { echo "$OUT" | sed -n 's/^ *[0-9][0-9]*  \([^ ]*\).*/\1/p' | words; }

show_no_service() {
    step "TCP to a port without a service: refused, as the configuration says"
    show client nc -n -v -z -w 3 "$VIP" 82
    row "nc to a port without service" "Connection refused" "$(echo "$OUT" | grep -o 'Connection refused')"
}

# shellcheck disable=SC2016
show_state() {
    step "What the balancer knows of all this"
    show lb "$BALANCER" conns -c "$RUN/jpvs.yaml"
    show lb "$BALANCER" stats -c "$RUN/jpvs.yaml"
    state_received=$(echo "$OUT" | sed -n 's/.* \([0-9]*\) frames received.*/\1/p')
    row "frames with a known outcome" "all of them" "$(outcomes '{ sum += $2 } END { print sum }') of $state_received" \
        "$state_received of $state_received"
    # A hop's TTL has to run out for traceroute, and a port without a service was tried. Linux may look for routers.
    row "  lost ones are" "no-service hop-limit-exceeded" "$(outcomes '$3 == "yes" && $1 != "not-for-us" { print $1 }' | words)"
    row "  lost at the ports" 0 \
        "$(echo "$OUT" | awk '/^port/ { on = 1; next } !NF { on = 0 } on { sum += $10 + $11 + $12 } END { print sum }')"
}

# outcomes AWK: runs it over the rows of the outcomes' table of stats: name, packets, and `yes` if they were lost.
outcomes() { echo "$OUT" | sed -n '/^outcome/,/^$/p' | awk "NR == 1 || !NF { next } $1"; }

words() { paste -sd ' ' -; }
