//! Names of the new crate.
//!
//! **Invariant:** what is returned is valid where it is used, whatever went in.

/// A package name for a directory: letters, digits and dashes, starting with a letter.
pub fn package_name(directory: &str) -> String {
    let mut name = String::new();
    for c in directory.chars() {
        let c = if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' };
        if c != '-' || !name.is_empty() && !name.ends_with('-') {
            name.push(c);
        }
    }
    let name = name.trim_end_matches('-');
    // Cargo refuses a digit first, the names of Rust's own crates, and its keywords; a dependency
    // of the package's own name would be ambiguous.
    let reserved = ["test", "core", "std", "alloc", "proc_macro", "proc-macro", "portcullis"];
    let unusable = name.is_empty()
        || !name.starts_with(|c: char| c.is_ascii_alphabetic())
        || reserved.contains(&name)
        || ["tokio", "axum", "deps", "examples", "build", "incremental"].contains(&name)
        || syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_err();
    let name = if unusable { format!("server-{name}") } else { name.to_owned() };
    name.trim_end_matches('-').to_owned()
}

/// The first part of the environment variables of a scheme: its field in capitals.
pub(super) fn variable(field: &str) -> String {
    field.trim_start_matches("r#").to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_names() {
        let cases = [
            ("payments", "payments"),
            ("My Payments!", "my-payments"),
            ("..", "server"),
            ("2fa", "server-2fa"),
            ("test", "server-test"),
            ("fn", "server-fn"),
            ("portcullis", "server-portcullis"),
            ("été", "t"),
            ("", "server"),
        ];
        for (directory, name) in cases {
            assert_eq!(package_name(directory), name, "{directory}");
        }
    }
}
