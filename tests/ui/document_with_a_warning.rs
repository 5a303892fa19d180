#![deny(warnings)]

// The document's warning is shown and denies nothing; what is wrong is the missing handler.
portcullis::api! { pub mod api = "documents/warned.yaml", profile = "lenient"; }

fn main() {
    let _ = api::router((), api::Security).build();
}
