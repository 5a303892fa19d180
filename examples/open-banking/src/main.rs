//! Starts the Open Banking server.
//!
//! A build with debug assertions brings its own authority of certificates and its own issuer of tokens, and prints
//! commands to try. A release build has neither: it reads the files that `OPEN_BANKING_JWKS`,
//! `OPEN_BANKING_CERTIFICATES`, `OPEN_BANKING_KEY` and `OPEN_BANKING_CLIENT_AUTHORITIES` name, and does not start without
//! them.

#[cfg(open_banking)]
mod start;

#[cfg(open_banking)]
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    start::start().await
}

#[cfg(not(open_banking))]
#[expect(clippy::print_stdout, reason = "what the example tells the person who started it")]
fn main() {
    println!(
        "This example was built without Open Banking's document: get payment-initiation-openapi.yaml (4.0) from \
         https://github.com/OpenBankingUK/read-write-api-specs, and build again with its path in OPEN_BANKING_DOCUMENT."
    );
}
