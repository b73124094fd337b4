# Sourced by demo.sh: shows what is done, and keeps the table of what was seen against what was expected.
# Needs RUN, and ROWS if the table is to be kept elsewhere.
# shellcheck shell=sh

SEEN_WIDTH=34

report_begin() {
    ROWS=${ROWS:-$RUN/rows}
    : >"$ROWS"
    case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
        *[Uu][Tt][Ff]*) YES='✓' NO='✗' ;;
        *) YES=yes NO=NO ;;
    esac
    BOLD='' GREEN='' RED='' PLAIN=''
    if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
        BOLD=$(printf '\033[1m') GREEN=$(printf '\033[32m') RED=$(printf '\033[31m') PLAIN=$(printf '\033[0m')
    fi
}

# Rows after this are about WHAT.
group() {
    step "--- $1 ---"
    printf 'group\t%s\t\t\n' "$1" >>"$ROWS"
}

step() { printf '\n%s%s%s\n' "$BOLD" "$*" "$PLAIN"; }

# type_in NAME TEXT: as one would type it in the folder of jpvs.
type_in() { printf '  %s$ %s\n' "$1" "$2" | sed "s|\$ $JPVS_HOME/|$ ./|"; }

# show NAME COMMAND...: the command as one would type it in the namespace NAME, then what it says. The output stays in
# OUT, the exit status in STATUS; neither ends the script.
OUT='' STATUS=0
show() {
    show_begin "$@"
    show_end
}

# The same in two halves. Nothing else may be shown between them.
show_begin() {
    show_name=$1
    shift
    type_in "$show_name" "$*"
    launch "$RUN/out" "$show_name" "$@"
    SHOWN=$PID
}

# shellcheck disable=SC2034
show_end() {
    STATUS=0
    wait "$SHOWN" || STATUS=$?
    OUT=$(cat "$RUN/out")
    sed 's/^/      /' "$RUN/out"
}

# row WHAT EXPECTED SEEN [PATTERN]: right if SEEN matches the pattern, which is EXPECTED itself if there is none.
row() {
    # shellcheck disable=SC2254
    case $3 in
        ${4-"$2"}) row_right=yes ;;
        *) row_right=no ;;
    esac
    printf '%s\t%s\t%s\t%s\n' "$row_right" "$1" "$2" "$(printf '%s' "${3:-nothing}" | tr '\n\t' '  ')" >>"$ROWS"
}

# Fails if a row is wrong.
table() {
    printf '\n%s%-33s %-34s %s%s\n' "$BOLD" WHAT EXPECTED SEEN "$PLAIN"
    table_wrong=0 table_rows=0 table_tab=$(printf '\t')
    while IFS=$table_tab read -r table_right table_what table_expected table_seen; do
        if [ "$table_right" = group ]; then
            printf '%s%s%s\n' "$BOLD" "$table_what" "$PLAIN"
            continue
        fi
        table_rows=$((table_rows + 1))
        if [ "$table_right" = yes ]; then
            table_mark=$GREEN$YES$PLAIN
        else
            table_mark=$RED$NO$PLAIN table_wrong=$((table_wrong + 1))
        fi
        printf "  %-31s %-34s %-${SEEN_WIDTH}s %s\n" "$table_what" "$table_expected" "$(shortened "$table_seen")" "$table_mark"
    done <"$ROWS"
    echo
    [ "$table_wrong" -eq 0 ] || {
        echo "$table_wrong of $table_rows are not as expected."
        return 1
    }
}

shortened() { echo "$1" | sed "s/^\(.\{$((SEEN_WIDTH - 3))\}\).....*/\1.../"; }
