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

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target/new_crates}
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
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf "$crates"
}
trap finish EXIT

cargo build --quiet --manifest-path "$root/Cargo.toml" -p portcullis-codegen
portcullis=$CARGO_TARGET_DIR/debug/cargo-portcullis

failed=0
for name in "${names[@]}"; do
    documents=("$corpus/$name"/openapi.*)
    crate=$crates/$name
    rm -rf "$crate"
    if ! "$portcullis" new --profile lenient "${documents[0]}" "$crate" >"$crates/log" 2>&1; then
        echo "$name: new failed"
        grep -A 8 '^error' "$crates/log" | head -40 || true
        failed=1
        continue
    fi
    cp "$root/Cargo.lock" "$crate/"
    # The path dependency is part of the workspace: its warnings count as well, and there are none.
    # Dependencies may be warned about (`cargo check` never shows those of registries).
    if ! (cd "$crate" && cargo check --quiet) >"$crates/log" 2>&1 || grep -q '^warning' "$crates/log"; then
        echo "$name: does not compile without warnings"
        grep -A 12 -E '^(error|warning)' "$crates/log" | head -40
        echo "    $(grep -cE '^error' "$crates/log" || true) errors, $(grep -cE '^warning' "$crates/log" || true) warnings"
        failed=1
        continue
    fi
    echo "$name: compiles, $(wc -l <"$crate/src/api.rs") generated lines"
done

# One of them, running. Its operations are public: what remains is validation and the stub.
name=oai-petstore-expanded
if [[ " ${names[*]} " == *" $name "* ]] && [ -d "$crates/$name" ]; then
    (cd "$crates/$name" && cargo build --quiet)
    ADDR=127.0.0.1:0 "$CARGO_TARGET_DIR/debug/$name" >"$crates/audit" 2>"$crates/log" &
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
