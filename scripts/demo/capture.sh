# Sourced by demo.sh: what reaches a host, as tcpdump sees it, and what is in it.
# shellcheck shell=sh

# capture_begin NAME ADDRESS: the ICMP errors that reach ADDRESS in the namespace NAME, until capture_end.
capture_begin() {
    CAPTURE_AT=$2
    type_in "$1" "tcpdump -n -v -i eth0 -Q in '$CAPTURED_ICMP' &"
    launch "$RUN/capture" "$1" tcpdump -n -v -x -l -i eth0 -Q in "$CAPTURED_ICMP"
    CAPTURE=$PID
    wait_for 200 grep -qs 'listening on' "$RUN/capture" || failed "tcpdump does not listen:" "$RUN/capture"
}

# capture_end TEXT: as soon as tcpdump has described an error so. Shows the first.
capture_end() {
    wait_for 50 has_error "$1" || true
    end "$CAPTURE" || true
    # Begins with the time and is all on one line (IPv6) or goes on indented; without its bytes.
    awk '/^[0-9:.]+ IP/ && ++packets > 1 || / captured$/ { exit } packets && NF && !/\t0x/ { sub(/^[ \t]*/, "      "); print }' \
        "$RUN/capture"
}

has_error() { [ -n "$(error_source "$1")" ]; }

# error_source TEXT: where the first error that tcpdump describes so came from.
error_source() { sed -n "s/^.*[[:space:]]\([0-9a-f.:]*\) > $CAPTURE_AT: .*ICMP.*$1.*/\1/p" "$RUN/capture" | head -n 1; }

# The first packet, from its IP header on, in words of 16 bits.
captured_words() {
    awk '
        /^[0-9:.]+ IP/ && ++packets > 1 { exit }
        sub(/^\t0x[0-9a-f]*: */, "") { if (length($NF) == 2) $NF = $NF "00"; print }' "$RUN/capture"
}

# The addresses and ports that the first error quotes.
quoted() {
    # shellcheck disable=SC2046
    set -- $(captured_words)
    if [ $# -ge 26 ] && is_ipv4 "$1"; then
        shift $((10 + 4)) # the IP header, that of ICMP
        echo "$(ipv4_address "$7" "$8").$((0x${11})) > $(ipv4_address "$9" "${10}").$((0x${12}))"
    elif [ $# -ge 46 ]; then
        shift $((20 + 4))
        echo "$(ipv6_address "$5" "${12}").$((0x${21})) > $(ipv6_address "${13}" "${20}").$((0x${22}))"
    fi
}

is_ipv4() { [ "${1#4}" != "$1" ]; }

ipv4_address() { echo "$((0x$1 >> 8)).$((0x$1 & 255)).$((0x$2 >> 8)).$((0x$2 & 255))"; }

# ipv6_address FIRST LAST: the words of an address of the plan, between which there are zeros.
ipv6_address() { printf '%s::%x\n' "$1" "$((0x$2))"; }

# Which checksums of the first error are wrong: its own, that of the IP header and that of the UDP datagram it quotes.
wrong_checksums() {
    # shellcheck disable=SC2046
    set -- $(captured_words)
    if [ $# -ge 28 ] && is_ipv4 "$1"; then
        shift 10
        sums_up "$@" || echo ICMP
        shift 4
        sums_up "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9" "${10}" || echo "quoted IP"
        wrong_pseudo="$7 $8 $9 ${10}"
        shift 10
    elif [ $# -ge 48 ]; then
        wrong_length=$3
        shift 4
        sums_up "$@" "$wrong_length" 003a || echo ICMPv6
        shift $((16 + 4 + 4))
        wrong_pseudo="$1 $2 $3 $4 $5 $6 $7 $8 $9 ${10} ${11} ${12} ${13} ${14} ${15} ${16}"
        shift 16
    else
        echo "no error"
        return
    fi
    # shellcheck disable=SC2086
    sums_up "$@" $wrong_pseudo "$3" 0011 || echo "quoted UDP"
}

# RFC 1071: right if the words, the checksum among them, add up to ones.
sums_up() {
    sum=0
    for sum_word; do
        sum=$((sum + 0x$sum_word))
    done
    while [ "$sum" -gt 65535 ]; do
        sum=$(((sum >> 16) + (sum & 65535)))
    done
    [ "$sum" -eq 65535 ]
}

# How many of the captured packets hold an address of the servers' networks, anywhere: "0 of 3".
naming_a_server() {
    awk -v servers="$SERVERS_IN_HEX" '
        function packet_ends() { if (words ~ servers) naming++; words = "" }
        /^[0-9:.]+ IP/ { packet_ends(); packets++ }
        sub(/^\t0x[0-9a-f]*: */, "") { words = words $0 " " }
        END { packet_ends(); print naming + 0 " of " packets + 0 }' "$RUN/capture"
}
