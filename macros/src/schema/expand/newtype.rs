//! Newtypes: their checks are a constant, and the runtime knows how to run it.
//!
//! **Invariant:** the only ways into a checked newtype are `decode` and `TryFrom`.

use portcullis_codegen::pattern::{Engine, NonAscii, Piece};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Type;

use super::{Parts, implementation, option, runtime};
use crate::schema::model::{NumberRules, TextRules};

/// A newtype that adds nothing.
pub(super) fn transparent(name: &Ident, inner: &Type) -> TokenStream {
    let runtime = runtime();
    let parts = Parts {
        shape: quote!(<#inner as #runtime::Schema>::SHAPE),
        decode: quote! {
            match <#inner as #runtime::Schema>::decode(input) {
                ::core::result::Result::Ok(value) => ::core::result::Result::Ok(Self(value)),
                ::core::result::Result::Err(halt) => ::core::result::Result::Err(halt),
            }
        },
        encode: quote!(#runtime::Schema::encode(&self.0, output);),
    };
    let schema = implementation(name, &parts);
    let deref = deref(name, &quote!(#inner));
    quote! {
        #schema
        #deref
        #[automatically_derived]
        impl ::core::convert::From<#inner> for #name {
            fn from(value: #inner) -> Self {
                Self(value)
            }
        }
    }
}

fn deref(name: &Ident, target: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::core::ops::Deref for #name {
            type Target = #target;

            fn deref(&self) -> &#target {
                &self.0
            }
        }
    }
}

/// A newtype that is held against a schema once its inside is known.
pub(super) fn checked(name: &Ident, inner: &Type, schema: &str) -> TokenStream {
    let runtime = runtime();
    let parts = Parts {
        shape: quote!(<#inner as #runtime::Schema>::SHAPE),
        decode: quote! {
            let mark = input.mark();
            let value = <#inner as #runtime::Schema>::decode(input)?;
            CHECK.decoded(input, mark)?;
            ::core::result::Result::Ok(Self(value))
        },
        encode: quote!(#runtime::Schema::encode(&self.0, output);),
    };
    let schema_impl = implementation(name, &parts);
    let deref = deref(name, &quote!(#inner));
    quote! {
        const _: () = {
            static CHECK: #runtime::Check = #runtime::Check::new(#schema);

            #schema_impl
            #deref

            #[automatically_derived]
            impl ::core::convert::TryFrom<#inner> for #name {
                type Error = #runtime::Refused;

                fn try_from(value: #inner) -> ::core::result::Result<Self, #runtime::Refused> {
                    CHECK.value(&value)?;
                    ::core::result::Result::Ok(Self(value))
                }
            }

            #[automatically_derived]
            impl ::core::convert::From<#name> for #inner {
                fn from(value: #name) -> #inner {
                    value.0
                }
            }
        };
    }
}

/// A checked string.
pub(super) fn text(name: &Ident, rules: &TextRules) -> TokenStream {
    let runtime = runtime();
    let parts = Parts {
        shape: quote!(#runtime::Shape::String),
        decode: quote! {
            match input.text(&RULES) {
                ::core::result::Result::Ok(text) => ::core::result::Result::Ok(Self(text)),
                ::core::result::Result::Err(halt) => ::core::result::Result::Err(halt),
            }
        },
        encode: quote!(output.text(&self.0);),
    };
    let schema = implementation(name, &parts);
    let rules = text_rules(rules);
    let deref = deref(name, &quote!(::core::primitive::str));
    let string = quote!(::std::string::String);
    quote! {
        const _: () = {
            static RULES: #runtime::TextRules = #rules;

            #schema
            #deref

            #[automatically_derived]
            impl ::core::convert::TryFrom<#string> for #name {
                type Error = #runtime::Refused;

                fn try_from(text: #string) -> ::core::result::Result<Self, #runtime::Refused> {
                    RULES.check(&text)?;
                    ::core::result::Result::Ok(Self(text))
                }
            }

            #[automatically_derived]
            impl ::core::convert::TryFrom<&::core::primitive::str> for #name {
                type Error = #runtime::Refused;

                fn try_from(
                    text: &::core::primitive::str,
                ) -> ::core::result::Result<Self, #runtime::Refused> {
                    RULES.check(text)?;
                    ::core::result::Result::Ok(Self(#string::from(text)))
                }
            }

            #[automatically_derived]
            impl ::core::convert::From<#name> for #string {
                fn from(value: #name) -> #string {
                    value.0
                }
            }

            #[automatically_derived]
            impl ::core::convert::AsRef<::core::primitive::str> for #name {
                fn as_ref(&self) -> &::core::primitive::str {
                    &self.0
                }
            }

            #[automatically_derived]
            impl ::core::fmt::Display for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.write_str(&self.0)
                }
            }
        };
    }
}

fn text_rules(rules: &TextRules) -> TokenStream {
    let runtime = runtime();
    let min = rules.min_length.unwrap_or(0);
    let max = rules.max_length.unwrap_or(usize::MAX);
    let pattern = option(rules.pattern.as_ref().map(pattern));
    let format = option(rules.format.as_ref().map(|format| quote!(#runtime::Format::#format)));
    quote! {
        #runtime::TextRules {
            min_length: #min,
            max_length: #max,
            pattern: #pattern,
            format: #format,
        }
    }
}

fn pattern(engine: &Engine) -> TokenStream {
    let runtime = runtime();
    match engine {
        Engine::Sequence(pieces) => {
            let pieces = pieces.iter().map(piece);
            quote!(#runtime::Pattern::Sequence(&[#(#pieces),*]))
        }
        Engine::Linear(expression) => quote!(#runtime::Pattern::linear(#expression)),
        Engine::Conjunction(searches) => {
            let searches = searches.iter().map(|search| {
                let (expression, matches) = (&search.expression, search.matches);
                quote!((#expression, #matches))
            });
            quote!(#runtime::Pattern::conjunction(&[#(#searches),*]))
        }
        Engine::Backtracking(expression) => quote!(#runtime::Pattern::backtracking(#expression)),
    }
}

fn piece(piece: &Piece) -> TokenStream {
    let runtime = runtime();
    let non_ascii = match piece.non_ascii {
        NonAscii::None => quote!(None),
        NonAscii::All => quote!(All),
        NonAscii::AllButLineSeparators => quote!(AllButLineSeparators),
    };
    let (ascii, min, max) = (piece.ascii, piece.min, option(piece.max));
    quote! {
        #runtime::Piece {
            ascii: #ascii,
            non_ascii: #runtime::NonAscii::#non_ascii,
            min: #min,
            max: #max,
        }
    }
}

/// A checked number.
pub(super) fn number(name: &Ident, inner: &Type, rules: &NumberRules) -> TokenStream {
    let runtime = runtime();
    let parts = Parts {
        shape: quote!(<#inner as #runtime::Schema>::SHAPE),
        decode: quote! {
            match input.checked::<#inner>(&RULES) {
                ::core::result::Result::Ok(value) => ::core::result::Result::Ok(Self(value)),
                ::core::result::Result::Err(halt) => ::core::result::Result::Err(halt),
            }
        },
        encode: quote!(#runtime::Schema::encode(&self.0, output);),
    };
    let schema = implementation(name, &parts);
    let deref = deref(name, &quote!(#inner));
    let minimum = option(rules.minimum.as_ref());
    let maximum = option(rules.maximum.as_ref());
    let exclusive_minimum = option(rules.exclusive_minimum.as_ref());
    let exclusive_maximum = option(rules.exclusive_maximum.as_ref());
    let multiple_of = option(rules.multiple_of.as_ref());
    quote! {
        const _: () = {
            static RULES: #runtime::NumberRules = #runtime::NumberRules {
                minimum: #minimum,
                maximum: #maximum,
                exclusive_minimum: #exclusive_minimum,
                exclusive_maximum: #exclusive_maximum,
                multiple_of: #multiple_of,
            };

            #schema
            #deref

            #[automatically_derived]
            impl ::core::convert::TryFrom<#inner> for #name {
                type Error = #runtime::Refused;

                fn try_from(value: #inner) -> ::core::result::Result<Self, #runtime::Refused> {
                    RULES.check(&#runtime::NumberText::number_text(&value))?;
                    ::core::result::Result::Ok(Self(value))
                }
            }

            #[automatically_derived]
            impl ::core::convert::From<#name> for #inner {
                fn from(value: #name) -> #inner {
                    value.0
                }
            }

            #[automatically_derived]
            impl ::core::fmt::Display for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::core::fmt::Display::fmt(&self.0, f)
                }
            }
        };
    }
}
