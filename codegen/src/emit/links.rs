//! The module `links` of an operation: what can be called after its responses, as constant data.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs;
use super::names::Scope;
use crate::ir::{Link, LinkTarget, LinkValue, Operation, Response, Status};

/// The module; nothing where no response has a link.
pub(super) fn module(operation: &Operation) -> TokenStream {
    let named = named(operation);
    if named.is_empty() {
        return TokenStream::new();
    }
    let links = named.iter().map(|(name, link, responses)| {
        let doc = docs::markdown(&sentence(link, responses));
        let value = value(link);
        quote!(#doc pub const #name: Link = #value;)
    });
    quote! {
        /// What can be called after the responses.
        pub mod links {
            use super::*;
            #(#links)*
        }
    }
}

/// The links of an operation, those that say the same once, with the responses that have them.
fn named(operation: &Operation) -> Vec<(Ident, &Link, Vec<&Response>)> {
    let mut distinct: Vec<(&Link, Vec<&Response>)> = Vec::new();
    for response in &operation.responses {
        for link in &response.links {
            match distinct.iter_mut().find(|(known, _)| known.says_the_same(link)) {
                Some((_, responses)) => responses.push(response),
                None => distinct.push((link, vec![response])),
            }
        }
    }
    let names = distinct.iter().map(|(link, _)| link.name.value.as_str());
    let mut scope = Scope::default().expecting_constants(names);
    let named = distinct
        .into_iter()
        .map(|(link, responses)| (scope.constant(&link.name.value), link, responses));
    named.collect()
}

/// The line of a response's variant that names its links.
pub(super) fn of_variant(operation: &Operation, response: &Response) -> TokenStream {
    if response.links.is_empty() {
        return TokenStream::new();
    }
    let named = named(operation);
    let names = named
        .iter()
        .filter(|(_, _, responses)| responses.iter().any(|one| std::ptr::eq(*one, response)))
        .map(|(name, _, _)| format!("[`links::{name}`]"));
    let line = docs::markdown(&format!("Links: {}.", names.collect::<Vec<_>>().join(", ")));
    let blank = docs::blank();
    quote!(#blank #line)
}

/// "After 201 or 202, `getPayment`: the payment."
fn sentence(link: &Link, responses: &[&Response]) -> String {
    let statuses: Vec<String> = responses
        .iter()
        .map(|response| match response.status.value {
            Status::Code(code) => code.to_string(),
            Status::Range(digit) => format!("{digit}XX"),
            Status::Default => "`default`".to_owned(),
        })
        .collect();
    let target = match &link.target {
        LinkTarget::Operation(id) => docs::code(id),
        LinkTarget::Reference(_) => "an operation of another document".to_owned(),
    };
    let description = link.description.as_deref().map(docs::sentence).unwrap_or_default();
    let end = if description.is_empty() { ".".to_owned() } else { format!(": {description}") };
    format!("After {}, {target}{end}", statuses.join(" or "))
}

/// `Link::to("getPayment").with(&[("id", LinkValue::Expression("$response.body#/id"))])`
fn value(link: &Link) -> TokenStream {
    let start = match &link.target {
        LinkTarget::Operation(id) => quote!(Link::to(#id)),
        LinkTarget::Reference(reference) => quote!(Link::elsewhere(#reference)),
    };
    let parameters = link.parameters.iter().map(|(name, value)| {
        let value = link_value(value);
        quote!((#name, #value))
    });
    let parameters = (!link.parameters.is_empty()).then(|| quote!(.with(&[#(#parameters),*])));
    let body = link.body.as_ref().map(|body| {
        let body = link_value(body);
        quote!(.body(#body))
    });
    let server = link.server.as_ref().map(|url| quote!(.at(#url)));
    let description = link.description.as_ref().map(|text| quote!(.described(#text)));
    quote!(#start #parameters #body #server #description)
}

fn link_value(value: &LinkValue) -> TokenStream {
    match value {
        LinkValue::Expression(text) => quote!(LinkValue::Expression(#text)),
        LinkValue::Constant(json) => quote!(LinkValue::Constant(#json)),
    }
}
