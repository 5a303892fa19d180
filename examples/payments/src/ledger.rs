//! The ledger: accounts and payments, in memory.
//!
//! **Invariant:** a payment is booked and its amount taken under one lock, or not at all.

use std::collections::HashMap;
use std::fmt;
use std::sync::Mutex;

use uuid::Uuid;

use crate::api::schemas::{Currency, NewPayment, Payment};

/// What each account holds at the start, in minor units.
const OPENING_BALANCE: i64 = 5_000_000;

/// The ledger is at fault; its callers can do nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerFault;

impl fmt::Display for LedgerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the ledger is at fault")
    }
}

impl std::error::Error for LedgerFault {}

/// What came of a payment.
#[derive(Clone, Debug, PartialEq)]
pub enum Booking {
    /// It was made.
    Booked(Payment),
    /// The account does not hold its amount.
    InsufficientFunds,
}

/// A page of payments, and where the next one starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The payments, newest first.
    pub payments: Vec<Payment>,
    /// The last payment of the page, where there are more.
    pub next: Option<Uuid>,
}

/// Where payments are booked. Accounts are opened by their first payment.
pub trait Ledger: Send + Sync + 'static {
    /// Makes a payment from an owner's account.
    fn book(&self, owner: &str, payment: NewPayment) -> Result<Booking, LedgerFault>;

    /// An owner's payment; that of another owner is not there.
    fn payment(&self, owner: &str, id: Uuid) -> Result<Option<Payment>, LedgerFault>;

    /// An owner's payments, newest first, after a given one. `None` when that one is not there.
    fn page(
        &self,
        owner: &str,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Option<Page>, LedgerFault>;
}

/// A ledger that ends with its process.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    books: Mutex<Books>,
}

#[derive(Debug, Default)]
struct Books {
    balances: HashMap<(String, Currency), i64>,
    payments: HashMap<String, Vec<Payment>>,
}

impl Ledger for MemoryLedger {
    fn book(&self, owner: &str, payment: NewPayment) -> Result<Booking, LedgerFault> {
        let mut books = self.books.lock().map_err(|_| LedgerFault)?;
        let account = (owner.to_owned(), payment.currency);
        let balance = books.balances.entry(account).or_insert(OPENING_BALANCE);
        let amount = payment.amount.get();
        if *balance < amount {
            return Ok(Booking::InsufficientFunds);
        }
        *balance -= amount;
        let payment = Payment {
            id: Uuid::new_v4(),
            amount: payment.amount,
            currency: payment.currency,
            reference: payment.reference,
            created_at: time::OffsetDateTime::now_utc().try_into().map_err(|_| LedgerFault)?,
        };
        books.payments.entry(owner.to_owned()).or_default().push(payment.clone());
        Ok(Booking::Booked(payment))
    }

    fn payment(&self, owner: &str, id: Uuid) -> Result<Option<Payment>, LedgerFault> {
        let books = self.books.lock().map_err(|_| LedgerFault)?;
        let payments = books.payments.get(owner);
        Ok(payments.and_then(|own| own.iter().find(|payment| payment.id == id)).cloned())
    }

    fn page(
        &self,
        owner: &str,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<Option<Page>, LedgerFault> {
        let books = self.books.lock().map_err(|_| LedgerFault)?;
        let own = books.payments.get(owner).map(Vec::as_slice).unwrap_or_default();
        let mut rest = own.iter().rev();
        if let Some(after) = after
            && !rest.by_ref().any(|payment| payment.id == after)
        {
            return Ok(None);
        }
        let payments: Vec<Payment> = rest.by_ref().take(limit).cloned().collect();
        let more = rest.next().is_some();
        let next = payments.last().filter(|_| more).map(|payment| payment.id);
        Ok(Some(Page { payments, next }))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
mod tests {
    use super::*;

    fn payment(amount: i64) -> NewPayment {
        let amount = amount.try_into().unwrap();
        NewPayment { amount, currency: Currency::Gbp, reference: None }
    }

    #[test]
    fn an_account_can_be_emptied_and_no_more() {
        let ledger = MemoryLedger::default();
        for _ in 0..5 {
            assert!(matches!(ledger.book("a", payment(1_000_000)).unwrap(), Booking::Booked(_)));
        }
        assert_eq!(ledger.book("a", payment(1)).unwrap(), Booking::InsufficientFunds);
        assert!(matches!(ledger.book("b", payment(1)).unwrap(), Booking::Booked(_)));
    }

    #[test]
    fn owners_see_their_own_payments() {
        let ledger = MemoryLedger::default();
        let Booking::Booked(own) = ledger.book("a", payment(1)).unwrap() else { panic!("refused") };
        assert_eq!(ledger.payment("a", own.id).unwrap(), Some(own.clone()));
        assert_eq!(ledger.payment("b", own.id).unwrap(), None);
        assert_eq!(ledger.page("b", Some(own.id), 9).unwrap(), None);
    }

    #[test]
    fn pages_follow_each_other() {
        let ledger = MemoryLedger::default();
        for amount in 1..=3 {
            ledger.book("a", payment(amount)).unwrap();
        }
        let first = ledger.page("a", None, 2).unwrap().unwrap();
        let amounts: Vec<i64> = first.payments.iter().map(|payment| payment.amount.get()).collect();
        assert_eq!(amounts, [3, 2]);
        let second = ledger.page("a", first.next, 2).unwrap().unwrap();
        assert_eq!((second.payments.len(), second.next), (1, None));
    }
}
