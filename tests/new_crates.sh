#!/usr/bin/env bash
# Makes a crate of each of ten real documents with `cargo portcullis new`, compiles it, and fails
# on every error and every warning. Then starts one of them and calls it: the stub must answer 501,
# and a wrong parameter 400 or 422.
#
#     tests/new_crates.sh [NAME…]
#
# PORTCULLIS_CORPUS   the documents (default: ../shared/corpus beside the workspace); when absent,
#                     the script says so and ends well
# CARGO_TARGET_DIR    one target directory for all crates (default: target/new_crates)
# KEEP                a directory in which the new crates are kept
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
corpus=${PORTCULLIS_CORPUS:-$root/../shared/corpus}

target=${CARGO_TARGET_DIR:-$root/target/new_crates}
# The same settings as the workspace's own, so that dependencies are compiled once.
export CARGO_PROFILE_DEV_DEBUG=line-tables-only
names=("$@")
if [ ${#names[@]} -eq 0 ]; then
    names=(oai-petstore oai-petstore-expanded obuk-eventnotif-4.0 obuk-cof-4.0 adyen-dispute-v30
        moov-watchman xero-files twilio-lookups-v2 pagerduty-scim twilio-verify-v2)
fi
if [ ! -d "$corpus" ]; then
    echo "skipped: there is no $corpus"
    exit 0
fi

crates=${KEEP:-$(mktemp -d)}
failed=0
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf "$crates"
}
trap finish EXIT

# Making and compiling them is what the report over all documents does as well.
cargo run --quiet --manifest-path "$root/Cargo.toml" -p portcullis-tests --bin corpus -- \
    --dev --keep "$crates" "${names[@]}" || failed=1

# One of them, running. Its operations are public: what remains is validation and the stub.
name=oai-petstore-expanded
if [[ " ${names[*]} " == *" $name "* ]] && [ -d "$crates/$name" ]; then
    (cd "$crates/$name" && CARGO_TARGET_DIR=$target cargo build --quiet)
    ADDR=127.0.0.1:0 "$target/debug/$name" >"$crates/audit" 2>"$crates/log" &
    server=$!
    address=
    for _ in $(seq 50); do
        address=$(sed -n 's|^listening on http://||p' "$crates/log")
        [ -z "$address" ] || break
        sleep 0.1
    done
    expect() { # METHOD PATH BODY STATUS
        local got
        got=$(curl --silent --output "$crates/answer" --write-out '%{http_code}' --request "$1" \
            --header 'Content-Type: application/json' ${3:+--data "$3"} "http://$address$2" || true)
        if [ "$got" != "$4" ]; then
            echo "$name: $1 $2 answered $got in place of $4: $(cat "$crates/answer")"
            failed=1
        else
            echo "$name: $1 $2 answers $got"
        fi
    }
    expect GET '/pets?limit=10' '' 501
    expect GET '/pets?limit=ten' '' 400
    expect GET '/pets/1' '' 501
    expect POST /pets '{"name":"Rex"}' 501
    expect POST /pets '{"tag":"Rex"}' 400
    expect GET /cats '' 404
fi
exit "$failed"
