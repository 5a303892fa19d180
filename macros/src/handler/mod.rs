//! `#[handler(Operation)]`: a function as the handler of an operation.
//!
//! **Invariant:** the function gets nothing that the request path did not make, and what the
//! attribute says only tightens the document; the compiler checks both.

mod arguments;
mod options;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Error, ItemFn, Path, Result, ReturnType, Type};

use self::arguments::{Argument, Role};
use self::options::Options;

/// The handler; where it is refused, an error that is the only one about this operation.
pub(crate) fn expand(attribute: TokenStream, function: TokenStream) -> TokenStream {
    try_expand(attribute.clone(), function.clone()).unwrap_or_else(|error| {
        let error = error.into_compile_error();
        let stand_in = stand_in.parse2(attribute).unwrap_or_default();
        let function = syn::parse2::<ItemFn>(function)
            .map(|function| quote!(#[allow(dead_code, reason = "refused")] #function));
        let function = function.unwrap_or_default();
        quote!(#error #stand_in #function)
    })
}

/// A handler that never runs, because the program does not compile: without it the router would
/// report that the operation has none, and imports would be unused.
fn stand_in(attribute: ParseStream<'_>) -> Result<TokenStream> {
    let operation: Path = attribute.parse()?;
    attribute.parse::<TokenStream>()?;
    Ok(quote! {
        impl<__S> ::portcullis::__private::v0_1::Handle<__S> for #operation {
            fn handle(
                _: &__S,
                _: <Self as ::portcullis::__private::v0_1::Operation>::Evidence,
                _: <Self as ::portcullis::__private::v0_1::Operation>::Request,
                _: &::portcullis::__private::v0_1::RequestContext,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<
                    <Self as ::portcullis::__private::v0_1::Operation>::Response,
                    <Self as ::portcullis::__private::v0_1::Operation>::Error,
                >,
            > + ::core::marker::Send {
                ::core::future::pending()
            }
        }
    })
}

fn try_expand(attribute: TokenStream, function: TokenStream) -> Result<TokenStream> {
    let options: Options = syn::parse2(attribute)?;
    let function: ItemFn = syn::parse2(function)?;
    let signature = &function.sig;
    if signature.asyncness.is_none() {
        return Err(Error::new_spanned(signature.fn_token, "a handler is an `async fn`"));
    }
    if !signature.generics.params.is_empty() {
        return Err(Error::new_spanned(&signature.generics, "a handler is not generic"));
    }
    let ReturnType::Type(_, answer) = &signature.output else {
        return Err(Error::new_spanned(
            &signature.ident,
            "a handler answers with `Result<Response, Error>` of its operation",
        ));
    };
    let arguments = arguments::parse(signature)?;
    let states = arguments.iter().filter_map(|argument| match &argument.role {
        Role::State(inner) => Some(inner),
        _ => None,
    });
    let bounds = states.map(
        |inner| quote_spanned!(inner.span()=> #inner: ::portcullis::__private::v0_1::FromRef<__S>),
    );
    let values: Vec<_> = arguments.iter().map(value).collect();
    let variables: Vec<_> = arguments.iter().map(|argument| &argument.variable).collect();
    let call = call(&function, answer, &variables);
    let operation = &options.operation;
    let tighten = options.tighten();
    let checks = options.checks();
    Ok(quote! {
        #[allow(clippy::unused_async, reason = "a handler is one, whether it waits or not")]
        #function

        // The handlers of other operations are no help where one is missing.
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl<__S> ::portcullis::__private::v0_1::Handle<__S> for #operation
        where
            #(#bounds,)*
        {
            const TIGHTEN: ::portcullis::__private::v0_1::Tighten = #tighten;

            #[allow(
                unused_variables,
                clippy::manual_async_fn,
                reason = "a handler need not take all arguments; the future must be `Send`"
            )]
            fn handle(
                state: &__S,
                evidence: <Self as ::portcullis::__private::v0_1::Operation>::Evidence,
                request: <Self as ::portcullis::__private::v0_1::Operation>::Request,
                context: &::portcullis::__private::v0_1::RequestContext,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<
                    <Self as ::portcullis::__private::v0_1::Operation>::Response,
                    <Self as ::portcullis::__private::v0_1::Operation>::Error,
                >,
            > + ::core::marker::Send {
                #(#values)*
                async move { #call }
            }
        }

        #checks
    })
}

/// The statement that makes an argument.
fn value(argument: &Argument) -> TokenStream {
    let Argument { variable, ty, role } = argument;
    match role {
        Role::State(inner) => quote_spanned! {inner.span()=>
            let #variable = ::portcullis::__private::v0_1::State(
                <#inner as ::portcullis::__private::v0_1::FromRef<__S>>::from_ref(state),
            );
        },
        Role::Context => quote! {
            let #variable = ::core::clone::Clone::clone(context);
        },
        Role::Evidence => quote_spanned! {ty.span()=>
            let #variable: #ty =
                ::portcullis::__private::v0_1::IsEvidence::<#ty>::same(evidence);
        },
        Role::Request => quote_spanned! {ty.span()=>
            let #variable: #ty =
                ::portcullis::__private::v0_1::IsRequest::<#ty>::same(request);
        },
    }
}

fn call(function: &ItemFn, answer: &Type, variables: &[&syn::Ident]) -> TokenStream {
    let name = &function.sig.ident;
    quote_spanned! {answer.span()=>
        ::portcullis::__private::v0_1::IsResult::<
            ::core::result::Result<
                <Self as ::portcullis::__private::v0_1::Operation>::Response,
                <Self as ::portcullis::__private::v0_1::Operation>::Error,
            >,
        >::same(#name(#(#variables),*).await)
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn error(attribute: TokenStream, function: TokenStream) -> String {
        try_expand(attribute, function).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_refused_handler_never_comes_without_its_error() {
        for (attribute, function) in [
            (
                quote!(Op),
                quote!(
                    fn f() -> R {}
                ),
            ),
            (
                quote!(Op, public = "true"),
                quote!(
                    async fn f() -> R {}
                ),
            ),
            (
                quote!(),
                quote!(
                    async fn f() -> R {}
                ),
            ),
            (
                quote!(Op),
                quote!(
                    struct F;
                ),
            ),
        ] {
            let code = expand(attribute, function).to_string();
            assert!(code.starts_with(":: core :: compile_error !"), "{code}");
        }
    }

    #[test]
    fn what_is_no_handler_is_refused() {
        let good = quote!(
            async fn f(request: Request) -> Result<A, B> {}
        );
        assert_eq!(error(quote!(Op), good.clone()), "");
        assert!(error(quote!(), good.clone()).contains("the operation is missing"));
        assert!(error(quote!(Op, rate = "1/s"), good.clone()).contains("not known here"));
        assert!(error(quote!(Op, audit = "sometimes"), good.clone()).contains("`always`"));
        assert!(error(quote!(Op, rate_limit = "0/s"), good.clone()).contains("a rate is like"));
        assert!(
            error(quote!(Op, body_limit = "1", body_limit = "2"), good).contains("given twice")
        );
        let cases = [
            (
                quote!(
                    fn f() -> R {}
                ),
                "`async fn`",
            ),
            (
                quote!(
                    async fn f() {}
                ),
                "answers with",
            ),
            (
                quote!(
                    async fn f<T>() -> R {}
                ),
                "not generic",
            ),
            (
                quote!(
                    async fn f(&self) -> R {}
                ),
                "not a method",
            ),
            (
                quote!(
                    async fn f(a: A, b: B) -> R {}
                ),
                "takes the request once",
            ),
            (
                quote!(
                    async fn f(a: State<A>, b: State<B>) -> R {}
                ),
                "takes the state once",
            ),
            (
                quote!(
                    async fn f(a: Authorized<A>, b: Public<B>) -> R {}
                ),
                "the evidence once",
            ),
        ];
        for (function, expected) in cases {
            let error = error(quote!(Op), function);
            assert!(error.contains(expected), "{error}");
        }
    }
}
