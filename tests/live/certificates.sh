#!/usr/bin/env bash
# Makes the certificates of one run in a directory, each NAME.pem with its NAME.key:
#
#     certificates.sh DIRECTORY
#
# authority          signs all but the self-signed ones
# server             of 127.0.0.1 and localhost
# untrusted          the same names, signed by itself
# client, other      of two clients
# selfsigned         of a client, signed by itself (RFC 8705 §2.2)
set -euo pipefail
cd "$1"
umask 077

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
names='subjectAltName=IP:127.0.0.1,DNS:localhost'

self() { # NAME SUBJECT EXTENSION…
    local name=$1 subject=$2 extensions=()
    shift 2
    for extension in "$@"; do extensions+=(-addext "$extension"); done
    key "$name"
    openssl req -x509 -new -key "$name.key" -sha256 -days 2 -subj "$subject" "${extensions[@]}" \
        -out "$name.pem"
}

signed() { # NAME SUBJECT EXTENSION…
    local name=$1 subject=$2
    shift 2
    key "$name"
    openssl req -new -key "$name.key" -subj "$subject" -out "$name.csr"
    printf '%s\n' "$@" 'basicConstraints=critical,CA:FALSE' >"$name.ext"
    openssl x509 -req -in "$name.csr" -CA authority.pem -CAkey authority.key -CAcreateserial \
        -sha256 -days 2 -extfile "$name.ext" -out "$name.pem" 2>/dev/null
    rm "$name.csr" "$name.ext"
}

self authority '/CN=Live tests' 'keyUsage=critical,keyCertSign,cRLSign'
self untrusted '/CN=127.0.0.1' "$names" 'extendedKeyUsage=serverAuth'
self selfsigned '/CN=selfsigned' 'extendedKeyUsage=clientAuth'
signed server '/CN=127.0.0.1' "$names" 'extendedKeyUsage=serverAuth'
signed client '/CN=client/O=Live tests' 'extendedKeyUsage=clientAuth'
signed other '/CN=other/O=Live tests' 'extendedKeyUsage=clientAuth'
