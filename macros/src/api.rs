//! `api!`: a document as a module.
//!
//! **Invariant:** a document with a finding that its levels deny becomes nothing but a compile
//! error that shows all findings.

use std::path::{Path, PathBuf};

use portcullis_codegen::diag::{Level, Profile};
use portcullis_codegen::source::FileSystem;
use portcullis_codegen::{Checked, Options, check, emit, lints};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Token, Visibility, bracketed};

/// `pub mod api = "openapi.yaml", profile = "strict", allow = ["…"];`
struct Arguments {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    name: Ident,
    path: LitStr,
    options: Options,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        input.parse::<Token![mod]>()?;
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        let path = input.parse()?;
        let mut options = Options::default();
        while input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            if input.peek(Token![;]) || input.is_empty() {
                break;
            }
            option(input, &mut options)?;
        }
        if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
        }
        Ok(Arguments { attributes, visibility, name, path, options })
    }
}

fn option(input: ParseStream<'_>, options: &mut Options) -> syn::Result<()> {
    let name: Ident = input.parse()?;
    input.parse::<Token![=]>()?;
    let level = match name.to_string().as_str() {
        "profile" => {
            let value: LitStr = input.parse()?;
            let profile = Profile::from_name(&value.value()).ok_or_else(|| {
                syn::Error::new(value.span(), "a profile is lenient, standard or strict")
            })?;
            options.profile = Some(profile);
            return Ok(());
        }
        "allow" => Level::Allow,
        "warn" => Level::Warn,
        "deny" => Level::Deny,
        other => {
            let message = format!("unknown option `{other}`: use profile, allow, warn or deny");
            return Err(syn::Error::new(name.span(), message));
        }
    };
    let list;
    bracketed!(list in input);
    let known = lints();
    for rule in Punctuated::<LitStr, Token![,]>::parse_terminated(&list)? {
        if !known.iter().any(|lint| lint.name == rule.value()) {
            let message = format!("there is no rule `{}`", rule.value());
            return Err(syn::Error::new(rule.span(), message));
        }
        options.levels.set(rule.value(), level);
    }
    Ok(())
}

/// The module.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let Arguments { attributes, visibility, name, path, options } = syn::parse2(input)?;
    let document = locate(&path)?;
    let checked = check(&document, &FileSystem, &options);
    let Some(audited) = &checked.api else {
        return Err(syn::Error::new(path.span(), message(&checked)));
    };
    let tracked = checked.sources.files().map(|file| {
        let file = absolute(file.name());
        quote!(
            const _: &[u8] = ::core::include_bytes!(#file);
        )
    });
    let code = emit::tokens(audited, &checked.sources);
    Ok(quote! {
        #(#attributes)*
        #[allow(dead_code, missing_docs, reason = "what the document declares need not all be used")]
        #visibility mod #name {
            // A change of the document makes the compiler expand this macro again.
            #(#tracked)*
            #code
        }
    })
}

/// The findings, below a line of their own: the compiler indents nothing.
fn message(checked: &Checked) -> String {
    let report = checked.report();
    format!("the document is refused\n\n{}", report.compiler_message())
}

/// The path is relative to the root of the crate.
fn locate(path: &LitStr) -> syn::Result<PathBuf> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR")
        .ok_or_else(|| syn::Error::new(path.span(), "CARGO_MANIFEST_DIR is not set"))?;
    Ok(Path::new(&root).join(path.value()))
}

fn absolute(name: &str) -> String {
    let path = Path::new(name);
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}
