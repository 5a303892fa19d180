//! Generates the server's interface from Open Banking's document and `overlay.yaml`.
//!
//! **Invariant:** the document is read where it is and never copied into the project; without it, `cfg(open_banking)`
//! is not set and there is no server.

use std::path::PathBuf;

use portcullis_codegen::build::Builder;

const VARIABLE: &str = "OPEN_BANKING_DOCUMENT";
/// Beside the workspace, from this package.
const BESIDE: &str = "../../../shared/corpus/obuk-paymentinit-4.0/openapi.yaml";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(open_banking)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let named = std::env::var_os(VARIABLE).map(PathBuf::from);
    let document = named.clone().unwrap_or_else(|| PathBuf::from(BESIDE));
    // A document that is named and absent is a mistake, which the generator reports.
    if named.is_some() || document.is_file() {
        Builder::new(document).overlay("overlay.yaml").generate();
        println!("cargo::rustc-cfg=open_banking");
    } else {
        // Cargo looks again at every build until the file is there.
        println!("cargo::rerun-if-changed={}", document.display());
    }
}
