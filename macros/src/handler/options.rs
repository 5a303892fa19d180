//! What the attribute says besides the operation: `rate_limit`, `body_limit`, `audit`.
//!
//! **Invariant:** an option that would loosen the document does not compile.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitStr, Path, Result, Token};

/// The arguments of the attribute.
pub(super) struct Options {
    pub(super) operation: Path,
    rate: Option<(LitStr, u32, u32)>,
    body: Option<(LitStr, usize)>,
    audit: Option<(LitStr, &'static str)>,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> Result<Options> {
        if input.is_empty() {
            return Err(input.error("the operation is missing: `#[handler(Operation)]`"));
        }
        let operation = input.parse()?;
        let mut options = Options { operation, rate: None, body: None, audit: None };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let text: LitStr = input.parse()?;
            options.take(&name, text)?;
        }
        Ok(options)
    }
}

impl Options {
    fn take(&mut self, name: &Ident, text: LitStr) -> Result<()> {
        let wrong = |what| Error::new(text.span(), what);
        let twice = match name.to_string().as_str() {
            "rate_limit" => {
                let (limit, window) = rate(&text.value())
                    .ok_or_else(|| wrong("a rate is like `10/s`, `100/m`, `1000/h` or `5000/d`"))?;
                self.rate.replace((text, limit, window)).is_some()
            }
            "body_limit" => {
                let bytes = size(&text.value())
                    .ok_or_else(|| wrong("a size is like `512`, `4KiB` or `1MiB`"))?;
                self.body.replace((text, bytes)).is_some()
            }
            "audit" => {
                let variant = match text.value().as_str() {
                    "always" => "Always",
                    "denied" => "Denied",
                    "off" => "Off",
                    _ => return Err(wrong("`always`, `denied` or `off`")),
                };
                self.audit.replace((text, variant)).is_some()
            }
            _ => {
                let text = "not known here: `rate_limit`, `body_limit` and `audit` are";
                return Err(Error::new(name.span(), text));
            }
        };
        if twice {
            return Err(Error::new(name.span(), format!("`{name}` is given twice")));
        }
        Ok(())
    }

    /// The value of `Handle::TIGHTEN`.
    pub(super) fn tighten(&self) -> TokenStream {
        let some = |value| quote!(::core::option::Option::Some(#value));
        let none = || quote!(::core::option::Option::None);
        let rate = self.rate.as_ref().map_or_else(none, |(_, limit, window)| {
            some(quote! {
                ::portcullis::__private::v0_1::Rate::new(#limit, #window).named("handler")
            })
        });
        let body = self.body.as_ref().map_or_else(none, |(_, bytes)| some(quote!(#bytes)));
        let audit = self.audit.as_ref().map_or_else(none, |(text, variant)| {
            let variant = Ident::new(variant, text.span());
            some(quote!(::portcullis::__private::v0_1::Audit::#variant))
        });
        quote! {
            ::portcullis::__private::v0_1::Tighten {
                rate: #rate,
                body_limit: #body,
                audit: #audit,
            }
        }
    }

    /// Assertions that nothing is loosened, at the place of each option.
    pub(super) fn checks(&self) -> TokenStream {
        let operation = &self.operation;
        let tighten = self.tighten();
        let check = |text: &LitStr, condition: TokenStream, what: &str| {
            let message = format!("loosens the document's {what}");
            quote_spanned! {text.span()=>
                const _: () = {
                    // A policy has a destructor, which a constant cannot run.
                    const POLICY: &::portcullis::__private::v0_1::Policy =
                        &<#operation as ::portcullis::__private::v0_1::Operation>::POLICY;
                    const TIGHTEN: ::portcullis::__private::v0_1::Tighten = #tighten;
                    ::core::assert!(#condition, #message);
                };
            }
        };
        let rate = self
            .rate
            .as_ref()
            .map(|(text, ..)| check(text, quote!(TIGHTEN.rate_holds(POLICY.rate)), "rate limit"));
        let body = self.body.as_ref().map(|(text, _)| {
            check(text, quote!(TIGHTEN.body_limit_holds(POLICY.body_limit)), "body limit")
        });
        let audit = self
            .audit
            .as_ref()
            .map(|(text, _)| check(text, quote!(TIGHTEN.audit_holds(POLICY.audit)), "audit"));
        quote!(#rate #body #audit)
    }
}

/// `10/s`: calls and seconds.
fn rate(text: &str) -> Option<(u32, u32)> {
    let (limit, unit) = text.split_once('/')?;
    let window = match unit.trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    let limit: u32 = limit.trim().parse().ok()?;
    (limit > 0).then_some((limit, window))
}

/// `4KiB`: bytes.
fn size(text: &str) -> Option<usize> {
    let (number, unit) = match text.trim() {
        text if text.ends_with("KiB") => (text.strip_suffix("KiB")?, 1024),
        text if text.ends_with("MiB") => (text.strip_suffix("MiB")?, 1024 * 1024),
        text => (text.strip_suffix('B').unwrap_or(text), 1),
    };
    number.trim().parse::<usize>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_sizes() {
        assert_eq!(rate("10/s"), Some((10, 1)));
        assert_eq!(rate("100 / m"), Some((100, 60)));
        for bad in ["", "10", "0/s", "-1/s", "10/y", "10/10s"] {
            assert_eq!(rate(bad), None, "{bad}");
        }
        assert_eq!(size("512"), Some(512));
        assert_eq!(size("4KiB"), Some(4096));
        assert_eq!(size("2 MiB"), Some(2 << 20));
        for bad in ["", "KiB", "4KB", "-1", "1.5MiB", "99999999999999999999"] {
            assert_eq!(size(bad), None, "{bad}");
        }
    }
}
