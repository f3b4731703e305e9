#!/bin/sh
# draw_qr_ticket -> escpos-dump -> zbarimg. Exit 77: skipped.
set -eu
draw=$1 dump=$2
case ${ZBARIMG:-} in
    ''|*NOTFOUND*) echo "SKIPPED: zbarimg is not installed (package zbar-tools)"; exit 77 ;;
esac
text='https://queue.example.go.th/t/0123456789abcdef0123456789abcdef'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$draw" "$text" > "$folder/ticket.bin"
"$dump" "$folder/ticket.bin" --width 576 --png "$folder"
for n in 1 2; do
    read_text=$("$ZBARIMG" --quiet --raw "$folder/ticket-$n.png" 2>/dev/null)
    if [ "$read_text" != "$text" ]; then
        echo "ticket $n: zbarimg read '$read_text'" >&2
        exit 1
    fi
done
echo "both codes read"
