# Sourced by demo.sh: the traffic, one function for each thing shown. Each adds its rows to the table.
# shellcheck shell=sh

# With the IP version that is in use.
show_traffic() {
    show_tcp
    show_udp
    show_ping
    show_closed_port
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
        show client curl -sS --max-time 5 "$URL/"
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
    show client dig "@$VIP" who.jpvs TXT +short +tries=1 +timeout=3
    row "dig" "a server's name" "$(echo "$OUT" | tr -d '"')" "server[12]"
}

show_ping() {
    step "Ping as a service: each ping has an identifier of its own, so each goes to a server of its own"
    ping_before=$(echo_requests)
    for ping_run in 1 2; do
        show client ping -n -c 3 -i 0.2 -W 2 "$VIP"
        row "ping, run $ping_run" "3 of 3 answered" \
            "$(echo "$OUT" | sed -n 's/^\([0-9]*\) packets transmitted, \([0-9]*\) received.*/\2 of \1 answered/p')"
    done
    show server1 nstat -asz "$ECHO_COUNTER"
    show server2 nstat -asz "$ECHO_COUNTER"
    ping_after=$(echo_requests)
    row "  echo requests seen by servers" "3 and 3" \
        "$((${ping_after% *} - ${ping_before% *})) and $((${ping_after#* } - ${ping_before#* }))"
    show lb "$BALANCER" conns -c "$RUN/jpvs.yaml" --protocol "$PING_PROTOCOL"
    row "  conns lists them at" "$SERVER1 $SERVER2" "$(listed_servers)"
}

# The last column of conns, without what stands for a port there.
listed_servers() { echo "$OUT" | awk 'NR > 1 { print $NF }' | sed 's/:[0-9]*$//; s/[][]//g' | sort | words; }

# Of server1 and of server2.
echo_requests() {
    for echo_requests_server in server1 server2; do
        in_namespace "$echo_requests_server" nstat -asz "$ECHO_COUNTER" | sed -n "s/^$ECHO_COUNTER *\([0-9]*\).*/\1/p"
    done | words
}

show_closed_port() {
    step "UDP to a server that does not listen: its error comes back as the client's own business"
    capture_begin
    show client dig +nocmd -b "$CLIENT#40054" -p 54 "@$VIP" who.jpvs +short +tries=1 +timeout=3
    capture_end
    row "dig to a closed port" "connection refused" "$(echo "$OUT" | grep -o 'connection refused' | head -n 1)"
    row "  the error came from" "$VIP" "$(error_source "$NO_PORT")"
    row "  and quotes" "$QUOTED" "$(quoted)"
}

show_path_mtu() {
    step "A link of $SMALL_MTU bytes behind the balancer: the client learns of it and sends less at a time"
    head -c 200000 /dev/zero >"$RUN/upload"
    capture_begin
    show client curl -sS --max-time 10 -T "$RUN/upload" "$URL:81/"
    capture_end
    row "curl, 200,000 bytes uploaded" "server3 received 200000 bytes" "$OUT"
    row "  the error came from" "$VIP" "$(error_source "$TOO_BIG")"
    show client ip route get "$VIP"
    row "  path MTU at the client" "mtu $SMALL_MTU" "$(echo "$OUT" | grep -o 'mtu [0-9]*')"
}

show_traceroute() {
    step "Traceroute: the balancer is a hop, the address is the end"
    show client traceroute -n -I -m 5 -q 1 -w 2 "$VIP"
    row "traceroute -I" "$FIRST_HOP $VIP" "$(hops)"
    show client traceroute -n -T -p 80 -m 5 -q 1 -w 2 "$VIP"
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

# --- Captures --------------------------------------------------------------------------------------------------------

# The ICMP errors that reach the client, until capture_end.
capture_begin() {
    type_in client "tcpdump -n -v -i eth0 -Q in '$CAPTURED_ICMP' &"
    launch "$RUN/capture" client tcpdump -n -v -x -l -i eth0 -Q in "$CAPTURED_ICMP"
    CAPTURE=$PID
    wait_for 50 grep -qs 'listening on' "$RUN/capture" || failed "tcpdump does not listen:" "$RUN/capture"
}

capture_end() {
    wait_for 10 grep -qs ' ICMP' "$RUN/capture" || true
    end "$CAPTURE" || true
    # The first packet, which begins with the time and is all on one line (IPv6) or goes on indented; without its bytes.
    awk '/^[0-9:.]+ IP/ && ++packets > 1 || / captured$/ { exit } packets && NF && !/\t0x/ { sub(/^[ \t]*/, "      "); print }' \
        "$RUN/capture"
}

# error_source TEXT: where the first error that tcpdump describes so came from.
error_source() { sed -n "s/^.*[[:space:]]\([0-9a-f.:]*\) > $CLIENT: .*ICMP.*$1.*/\1/p" "$RUN/capture" | head -n 1; }

# The addresses and ports of the first UDP packet that an error quotes. Those of IPv6 tcpdump only shows as bytes: the
# ports are behind two IPv6 headers and an ICMPv6 header.
quoted() {
    if grep -q ' ICMP6, ' "$RUN/capture"; then
        # shellcheck disable=SC2046
        set -- $(sed -n 's/^\t0x[0-9a-f]*: *\([0-9a-f ]*\).*/\1/p' "$RUN/capture")
        [ $# -lt 46 ] || {
            shift 44
            echo "ports $((0x$1)) > $((0x$2))"
        }
    else
        sed -n 's/^.*[[:space:]]\([0-9.]* > [0-9.]*\): .*UDP.*/\1/p' "$RUN/capture" | head -n 1
    fi
}

words() { paste -sd ' ' -; }
