//! `tests!`: one module of test functions an operation.
//!
//! What is written is data: the policy, requests, and what must come of them. Calling and judging is the
//! business of `portcullis::testing`.
//!
//! **Invariant:** what could not be derived is an ignored test with its reason, so that the list of tests shows it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::operations;
use crate::audit::Audited;
use crate::cases::{Case, Expected, OperationCases, Request, derive};
use crate::ir::{Api, Operation, Scheme};

/// The tests of a document. `suite` is the expression that makes the server under test.
pub fn tests(audited: &Audited, suite: &TokenStream) -> TokenStream {
    let api = audited.api();
    let names = super::operation_names(&api.operations);
    let modules = api.operations.iter().zip(&names).map(|(operation, names)| {
        let cases = derive(api, operation);
        module(api, operation, &names.module, &cases)
    });
    let webhooks = (!api.webhooks.is_empty()).then(|| {
        quote! {
            #[test]
            #[ignore = "not derived: webhooks are served wherever their router is mounted"]
            fn webhooks() {}
        }
    });
    quote! {
        fn portcullis_derived(
            operation: &'static ::portcullis::__private::v0_1::testing::Operation,
            control: ::portcullis::__private::v0_1::testing::Control,
        ) {
            ::portcullis::__private::v0_1::testing::run(operation, control, || async { #suite });
        }
        #(#modules)*
        #webhooks
    }
}

/// The operations of a document as an expression: `&[Operation { … }, …]`.
pub fn cases(audited: &Audited) -> TokenStream {
    let api = audited.api();
    let each = api.operations.iter().map(|operation| data(api, operation, &derive(api, operation)));
    quote! {{
        #[allow(unused_imports, reason = "what all operations use, not every one does")]
        use ::portcullis::__private::v0_1::*;
        const OPERATIONS: &[testing::Operation] = &[#(#each),*];
        OPERATIONS
    }}
}

fn module(api: &Api, operation: &Operation, name: &Ident, cases: &OperationCases) -> TokenStream {
    let data = data(api, operation, cases);
    let has_body = operation.body.is_some();
    let controls = [
        ("access", "Access", true),
        ("parameters", "Parameters", !cases.parameters.is_empty()),
        ("body", "Body", !cases.body.is_empty()),
        ("media_type", "MediaType", has_body),
        ("body_limit", "BodyLimit", has_body),
        ("rate_limit", "RateLimit", !operation.policy.rates.is_empty()),
    ];
    let functions = controls.iter().filter(|(_, _, used)| *used).map(|(function, control, _)| {
        let (function, control) = (format_ident!("{function}"), format_ident!("{control}"));
        quote! {
            #[test]
            fn #function() {
                super::portcullis_derived(&OPERATION, testing::Control::#control);
            }
        }
    });
    let notes = cases.notes.iter().enumerate().map(|(index, note)| {
        let function = format_ident!("not_derived_{}", index + 1);
        let reason = format!("not derived: {}", note.replace(['\n', '\r'], " "));
        quote! {
            #[test]
            #[ignore = #reason]
            fn #function() {}
        }
    });
    quote! {
        #[allow(unused_imports, reason = "what all operations use, not every one does")]
        mod #name {
            use ::portcullis::__private::v0_1::*;
            static OPERATION: testing::Operation = #data;
            #(#functions)*
            #(#notes)*
        }
    }
}

fn data(api: &Api, operation: &Operation, cases: &OperationCases) -> TokenStream {
    let rules = |id| {
        let rules = &api.scheme(id).scope_rules;
        let each = rules.iter().map(|rule| {
            let (scope, held_by) = (&rule.scope, &rule.held_by);
            quote!(ScopeRule::new(#scope, &[#(#held_by),*]))
        });
        (!rules.is_empty()).then(|| quote!(&[#(#each),*]))
    };
    let policy = operations::policy(api, operation, &rules);
    let base = request(&cases.base);
    let complete = cases.complete;
    let media = operation.body.iter().flat_map(|body| &body.media).map(|media| &media.name.value);
    let scopes = api.schemes.iter().filter(|scheme| scheme.used).map(scopes);
    let parameters = cases.parameters.iter().map(case);
    let body = cases.body.iter().map(case);
    quote! {
        testing::Operation {
            policy: #policy,
            base: #base,
            complete: #complete,
            media: &[#(#media),*],
            scopes: &[#(#scopes),*],
            parameters: &[#(#parameters),*],
            body: &[#(#body),*],
        }
    }
}

/// The scopes that a scheme declares, of which callers hold the wrong ones.
fn scopes(scheme: &Scheme) -> TokenStream {
    let name = &scheme.name.value;
    let scopes = scheme.scopes.iter().map(|scope| &scope.name.value);
    quote!((#name, &[#(#scopes),*]))
}

fn request(request: &Request) -> TokenStream {
    let Request { target, headers, body } = request;
    let headers = headers.iter().map(|(name, value)| quote!((#name, #value)));
    let body = match body {
        Some(body) => {
            let (media, text) = (&body.media, &body.text);
            quote!(Some((#media, #text)))
        }
        None => quote!(None),
    };
    quote!(testing::Request { target: #target, headers: &[#(#headers),*], body: #body })
}

fn case(case: &Case) -> TokenStream {
    let name = &case.name;
    let request = request(&case.request);
    let expected = match &case.expected {
        Expected::Accepted => quote!(testing::Expected::Accepted),
        Expected::Refused { location, pointer, rule } => {
            quote!(testing::Expected::Refused { location: #location, pointer: #pointer, rule: #rule })
        }
    };
    quote!(testing::Case { name: #name, request: #request, expected: #expected })
}
