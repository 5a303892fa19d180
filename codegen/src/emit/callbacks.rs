//! The module `callbacks` of an operation: what this server sends because of it, and what it gets back.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::context::Context;
use super::names::Scope;
use super::operations::{self, OperationNames};
use super::{docs, messages, replies};
use crate::ir::{Callback, Method, Operation};

/// What this server sends.
const SENT: messages::Derived =
    messages::Derived { request: "CallbackRequest", body: "CallbackBody" };

/// The module; nothing where there is no callback.
pub(super) fn module(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    if operation.callbacks.is_empty() {
        return TokenStream::new();
    }
    let words: Vec<String> = operation.callbacks.iter().map(words).collect();
    // What the modules inside find by name further out.
    let mut scope =
        Scope::with_taken(["schemas"]).expecting_snake(words.iter().map(String::as_str));
    let modules = operation.callbacks.iter().zip(&words);
    let modules = modules.map(|(callback, words)| one(context, callback, &scope.snake(words)));
    let modules: Vec<TokenStream> = modules.collect();
    let doc = format!(
        " What this server calls because of `{}`: types alone. The calls, and the check of URLs that clients chose, are yours.",
        names.marker
    );
    quote! {
        #[doc = #doc]
        pub mod callbacks {
            use super::*;
            #(#modules)*
        }
    }
}

/// The words of a module's name, which depend on nothing beside the callback: the usual method needs none.
fn words(callback: &Callback) -> String {
    match callback.method {
        Method::Post => callback.name.value.clone(),
        other => format!("{} {}", callback.name.value, other.as_str().to_ascii_lowercase()),
    }
}

fn one(context: &Context<'_>, callback: &Callback, module: &Ident) -> TokenStream {
    let name = &callback.name.value;
    let url = &callback.url.value;
    let docs = docs::line(callback.summary.as_deref().or(Some(name)));
    let (method, usual) = operations::method(callback.method);
    let method = method.unwrap_or_else(|| quote!(method: Method::#usual,));
    let access = operations::access(context.api, &callback.access, &|_| None);
    let request = messages::request(context, &callback.parameters, callback.body.as_ref(), &SENT);
    let response = replies::received(context, &callback.responses);
    let doc = docs::markdown(&format!(
        "{} to {}. `access` is what the receiver demands: nothing here presents it.",
        callback.method.as_str(),
        docs::code(url)
    ));
    quote! {
        #docs
        pub mod #module {
            use super::*;
            #doc
            pub const CALLBACK: Callback = Callback {
                name: #name,
                #method
                url: #url,
                access: #access,
            };
            #request
            #response
        }
    }
}
