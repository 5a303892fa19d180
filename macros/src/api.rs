//! `api!`: a document as a module.
//!
//! **Invariant:** a document with a finding that its levels deny becomes a module with nothing in it
//! but one compile error that shows the findings. Findings that are only warned of are a warning of the compiler.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use portcullis_codegen::audit::Audited;
use portcullis_codegen::diag::{Level, Profile, did_you_mean};
use portcullis_codegen::source::{FileSystem, Loader};
use portcullis_codegen::span::SourceMap;
use portcullis_codegen::{Options, can_set, check, emit, lints};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitBool, LitStr, Token, Visibility, bracketed};

/// `pub mod api`, and what follows it.
struct Module {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    name: Ident,
    document: TokenStream,
}

impl Parse for Module {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        input.parse::<Token![mod]>()?;
        Ok(Module { attributes, visibility, name: input.parse()?, document: input.parse()? })
    }
}

/// `= "openapi.yaml", profile = "strict", allow = ["…"];`
pub(crate) struct Document {
    path: LitStr,
    pub(crate) options: Options,
    /// The options as they were written.
    written: TokenStream,
}

impl Parse for Document {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse::<Token![=]>()?;
        let mut document = Document::new(input.parse()?);
        document.written = input.fork().parse()?;
        while input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            if input.peek(Token![;]) || input.is_empty() {
                break;
            }
            option(input, &mut document.options)?;
        }
        if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
        }
        Ok(document)
    }
}

/// An option of a document.
pub(crate) fn option(input: ParseStream<'_>, options: &mut Options) -> syn::Result<()> {
    let name: Ident = input.parse()?;
    input.parse::<Token![=]>()?;
    let level = match name.to_string().as_str() {
        "overlay" => {
            let value: LitStr = input.parse()?;
            options.overlays.push(value.value().into());
            return Ok(());
        }
        "allow_outside" => {
            options.outside = input.parse::<LitBool>()?.value;
            return Ok(());
        }
        "profile" => {
            let value: LitStr = input.parse()?;
            let profile = Profile::from_name(&value.value()).ok_or_else(|| {
                syn::Error::new(
                    value.span(),
                    "a profile is lenient, standard, strict, fapi or open-banking",
                )
            })?;
            options.profile = Some(profile);
            return Ok(());
        }
        "allow" => Level::Allow,
        "warn" => Level::Warn,
        "deny" => Level::Deny,
        other => {
            let message = format!(
                "unknown option `{other}`: use profile, overlay, allow_outside, allow, warn or deny"
            );
            return Err(syn::Error::new(name.span(), message));
        }
    };
    let list;
    bracketed!(list in input);
    for rule in Punctuated::<LitStr, Token![,]>::parse_terminated(&list)? {
        if !can_set(&rule.value(), level) {
            return Err(syn::Error::new(rule.span(), no_rule(&rule.value())));
        }
        options.levels.set(rule.value(), level);
    }
    Ok(())
}

fn no_rule(name: &str) -> String {
    match did_you_mean(name, lints().iter().map(|lint| lint.name)) {
        Some(other) => format!("there is no rule `{name}`: did you mean `{other}`?"),
        None => format!("there is no rule `{name}`: `cargo portcullis rules` lists them"),
    }
}

/// The module.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let Module { attributes, visibility, name, document } = syn::parse2(input)?;
    // An error goes into the module as well: the compiler reports nothing more about the names of
    // a module with one, so that handlers add no errors of their own.
    let code = syn::parse2(document)
        .and_then(|document| content(&document, &visibility, &name))
        .unwrap_or_else(syn::Error::into_compile_error);
    Ok(quote! {
        #(#attributes)*
        #[allow(
            dead_code,
            missing_docs,
            clippy::all,
            clippy::pedantic,
            reason = "what the document declares need not all be used, nor named as Rust would"
        )]
        #visibility mod #name { #code }
    })
}

/// What is in the module; an error with all findings where the document is refused.
fn content(document: &Document, visibility: &Visibility, name: &Ident) -> syn::Result<TokenStream> {
    let Expansion { tracked, warning, code } = document.read(emit::tokens)?;
    let tests = document.alias(visibility, name)?;
    Ok(quote!(#tracked #warning #code #tests))
}

/// What a macro makes of a document.
pub(crate) struct Expansion {
    /// Makes the compiler expand the macro again when a file of the document changes.
    pub(crate) tracked: TokenStream,
    /// The findings that are only warned of; one macro a document tells them.
    warning: Option<TokenStream>,
    pub(crate) code: TokenStream,
}

impl Document {
    pub(crate) fn new(path: LitStr) -> Document {
        Document { path, options: Options::default(), written: TokenStream::new() }
    }

    /// Reads the document, and makes something of it.
    pub(crate) fn read(
        &self,
        make: impl FnOnce(&Audited, &SourceMap) -> TokenStream,
    ) -> syn::Result<Expansion> {
        let Document { path, options, .. } = self;
        let directory = Directory::of(path)?;
        let document = path.value();
        let document = Path::new(&document);
        let checked = check(document, &directory, options);
        let (report, command) = (checked.report(), options.check_command(document));
        let Some(audited) = &checked.api else {
            return Err(syn::Error::new(path.span(), report.compiler_message(&command)));
        };
        let warning = report.compiler_warning(&command).map(|text| warning(&text, path.span()));
        let tracked = checked.sources.files().map(|file| {
            let file = directory.absolute(Path::new(file.name()));
            quote!(
                const _: &[u8] = ::core::include_bytes!(#file);
            )
        });
        let tracked = quote!(#(#tracked)*);
        Ok(Expansion { tracked, warning, code: make(audited, &checked.sources) })
    }

    /// `api::tests!`: the macro `tests!` with this document, as far as the module can be seen.
    fn alias(&self, visibility: &Visibility, name: &Ident) -> syn::Result<TokenStream> {
        let path = Directory::of(&self.path)?.within_crate(&self.path.value());
        // Behind a semicolon nothing is an option.
        let semicolon =
            |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ';');
        let written = self.written.clone().into_iter().take_while(|token| !semicolon(token));
        let options: TokenStream = written.collect();
        let options = if options.is_empty() { quote!(,) } else { quote!(#options ,) };
        let rule = quote! {
            ($($tokens:tt)*) => {
                ::portcullis::tests! { document = #path #options $($tokens)* }
            };
        };
        Ok(match visibility {
            // Exported macros lie at the root of the crate, where two modules may have one name.
            Visibility::Public(_) => {
                let name = format_ident!("__portcullis_tests_{}_{}", name, number());
                quote! {
                    #[doc(hidden)]
                    #[macro_export]
                    #[allow(non_local_definitions, reason = "the module may be in a function")]
                    macro_rules! #name { #rule }
                    #[doc(hidden)]
                    #[allow(unused_imports, reason = "tests use it, or nobody")]
                    pub use #name as tests;
                }
            }
            Visibility::Restricted(_) | Visibility::Inherited => quote! {
                #[allow(unused_macros, reason = "tests use it, or nobody")]
                macro_rules! tests { #rule }
                #[allow(unused_imports, reason = "tests use it, or nobody")]
                pub(crate) use tests;
            },
        })
    }
}

/// A number that no other module of the crate has: a compiler's process compiles one crate.
fn number() -> usize {
    static MODULES: AtomicUsize = AtomicUsize::new(1);
    MODULES.fetch_add(1, Ordering::Relaxed)
}

/// A warning of the compiler, which macros cannot give on stable Rust but by the use of something deprecated.
///
/// Its own levels keep it a warning where the crate denies or allows `warnings` or `deprecated`: what a document may
/// not have is decided by its profile, and one finding is silenced by acknowledging it.
fn warning(text: &str, at: Span) -> TokenStream {
    let name = Ident::new("DOCUMENT_WARNINGS", at);
    quote_spanned! {at=>
        const _: () = {
            #[deprecated(note = #text)]
            const #name: () = ();
            #[warn(warnings, deprecated)]
            const _: () = #name;
        };
    }
}

/// Where the document lies. Its files keep the names that the user wrote, so that findings show
/// no path of the machine.
struct Directory(PathBuf);

impl Directory {
    /// The root of the crate, or the directory of the source file where the document is only there.
    fn of(path: &LitStr) -> syn::Result<Directory> {
        let root = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .ok_or_else(|| syn::Error::new(path.span(), "CARGO_MANIFEST_DIR is not set"))?;
        let source =
            proc_macro::is_available().then(|| path.span().unwrap().local_file()).flatten();
        let beside = source.and_then(|file| Some(file.parent()?.to_owned()));
        let written = path.value();
        Ok(match beside {
            Some(beside) if !root.join(&written).exists() && beside.join(&written).exists() => {
                Directory(beside)
            }
            _ => Directory(root),
        })
    }

    /// The document's path from the root of the crate, where tests of the crate look for it.
    fn within_crate(&self, written: &str) -> String {
        let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        let path = self.0.join(written);
        path.strip_prefix(&root)
            .map_or_else(|_| written.to_owned(), |path| path.display().to_string())
    }

    fn absolute(&self, name: &Path) -> String {
        let path = self.0.join(name);
        std::path::absolute(&path).unwrap_or(path).display().to_string()
    }
}

impl Loader for Directory {
    fn load(&self, path: &Path) -> io::Result<String> {
        FileSystem.load(&self.0.join(path))
    }

    fn is_within(&self, path: &Path, directory: &Path) -> bool {
        FileSystem.is_within(&self.0.join(path), &self.0.join(directory))
    }
}
