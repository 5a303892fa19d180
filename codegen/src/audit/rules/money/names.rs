//! Names and paths that are about money.
//!
//! **Invariant:** a name counts by its last words, a path by its last fixed segment.

use crate::audit::words::ends_in;

/// Whether a name means an amount of money.
pub(super) fn is_amount(name: &str) -> bool {
    ends_in(
        name,
        &[
            &["amount"],
            &["amounts"],
            &["balance"],
            &["balances"],
            &["cost"],
            &["fee"],
            &["fees"],
            &["price"],
            &["prices"],
            &["subtotal"],
        ],
    )
}

/// Whether a name means a currency.
pub(super) fn is_currency(name: &str) -> bool {
    ends_in(name, &[&["currency"], &["currency", "code"]])
}

/// Last words of segments whose objects are movements of money, and of steps that move it.
const MOVEMENTS: &[&[&str]] = &[
    &["capture"],
    &["captures"],
    &["charge"],
    &["charges"],
    &["disbursement"],
    &["disbursements"],
    &["payment"],
    &["payments"],
    &["payout"],
    &["payouts"],
    &["refund"],
    &["refunds"],
    &["settlement"],
    &["settlements"],
    &["transfer"],
    &["transfers"],
    &["withdrawal"],
    &["withdrawals"],
];

/// Whether whoever writes to a path moves money.
pub(super) fn moves_money(path: &str) -> bool {
    let mut fixed = path.split('/').filter(|segment| !segment.is_empty() && !segment.contains('{'));
    fixed.next_back().is_some_and(|segment| ends_in(segment, MOVEMENTS))
}

#[cfg(test)]
mod tests {
    use super::{is_amount, is_currency, moves_money};

    #[test]
    fn names_and_paths() {
        for name in ["amount", "taxAmount", "instructed_amount", "unit-price"] {
            assert!(is_amount(name), "{name}");
        }
        for name in ["amountType", "paramount", "coffee", "total", "priced"] {
            assert!(!is_amount(name), "{name}");
        }
        assert!(is_currency("currencyCode") && !is_currency("currencies_supported"));
        for path in
            ["/payments", "/v1/domestic-payments/", "/payments/{id}", "/payments/{id}/capture"]
        {
            assert!(moves_money(path), "{path}");
        }
        for path in ["/", "/payment-methods", "/payments/{id}/cancel", "/repayments_report", ""] {
            assert!(!moves_money(path), "{path}");
        }
    }
}
