//! The ledger: consents, payments and what each client's customer has, in memory.
//!
//! **Invariant:** a payment is made once a consent, for exactly what was consented to, and its amount taken under the same
//! lock. Nobody sees what belongs to another client.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use portcullis::types::DateTime;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::api::schemas::{
    ObWriteDomestic2, ObWriteDomesticConsent4, ObWriteDomesticConsent4DataInitiation as Initiation,
    ObWriteDomesticConsentResponse5DataStatus as ConsentStatus,
    ObWriteDomesticResponse5DataStatus as PaymentStatus,
};

/// The only currency.
const CURRENCY: &str = "GBP";
/// What each account holds at the start: 1,000 pounds.
const OPENING_BALANCE: u64 = 1_000 * UNITS;
/// Amounts have up to five decimals.
const DECIMALS: usize = 5;
const UNITS: u64 = 100_000;
/// How long a key of idempotency is known: the document says so of `x-idempotency-key`.
const KEY_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The client has no such consent or payment.
    NotFound,
    /// The consent is not authorised, or was used.
    InvalidStatus,
    /// The payment is not what was consented to.
    Mismatch,
    /// What is said of its risk is not what was consented to.
    RiskMismatch,
    /// Another request had the same key.
    KeyReused,
    /// Accounts are in pounds.
    UnsupportedCurrency,
    /// The ledger is at fault; its callers can do nothing about it.
    Fault(LedgerFault),
}

/// The ledger is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerFault;

impl fmt::Display for LedgerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the ledger is at fault")
    }
}

impl std::error::Error for LedgerFault {}

impl From<LedgerFault> for Refusal {
    fn from(fault: LedgerFault) -> Refusal {
        Refusal::Fault(fault)
    }
}

/// A consent to one payment.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Its name.
    pub id: Uuid,
    /// When it was asked for.
    pub created: DateTime,
    /// When its status last changed.
    pub updated: DateTime,
    /// Where it stands.
    pub status: ConsentStatus,
    /// What was asked for.
    pub request: ObWriteDomesticConsent4,
}

/// A payment.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Its name.
    pub id: Uuid,
    /// Its consent.
    pub consent: Uuid,
    /// When it was made.
    pub created: DateTime,
    /// Whether it was.
    pub status: PaymentStatus,
    /// What was paid.
    pub initiation: Initiation,
}

/// A ledger that ends with its process.
#[derive(Debug, Default)]
pub struct Ledger {
    books: Mutex<Books>,
}

#[derive(Debug, Default)]
struct Books {
    consents: Owned<Consent>,
    payments: Owned<Payment>,
    consent_keys: Keys<ObWriteDomesticConsent4>,
    payment_keys: Keys<ObWriteDomestic2>,
    /// By owner, in [`UNITS`].
    balances: HashMap<String, u64>,
}

impl Ledger {
    /// Writes down what a client asks for. The same request under the same key is the same consent.
    pub fn ask(
        &self,
        owner: &str,
        key: &str,
        request: ObWriteDomesticConsent4,
    ) -> Result<Consent, Refusal> {
        let mut books = self.books()?;
        if let Some(id) = books.consent_keys.find(owner, key, &request)? {
            return books.consents.get(owner, id).cloned();
        }
        if *request.data.initiation.instructed_amount.currency != *CURRENCY {
            return Err(Refusal::UnsupportedCurrency);
        }
        let (id, now) = (Uuid::new_v4(), now()?);
        books.consent_keys.keep(owner, key, request.clone(), id);
        let consent =
            Consent { id, created: now, updated: now, status: ConsentStatus::Awau, request };
        books.consents.keep(owner, id, consent.clone());
        Ok(consent)
    }

    /// The customer agrees.
    pub fn authorise(&self, owner: &str, id: Uuid) -> Result<(), Refusal> {
        let mut books = self.books()?;
        let consent = books.consents.get_mut(owner, id)?;
        if consent.status != ConsentStatus::Awau {
            return Err(Refusal::InvalidStatus);
        }
        (consent.status, consent.updated) = (ConsentStatus::Auth, now()?);
        Ok(())
    }

    /// A client's consent.
    pub fn consent(&self, owner: &str, id: Uuid) -> Result<Consent, Refusal> {
        self.books()?.consents.get(owner, id).cloned()
    }

    /// Whether the account holds what was consented to.
    pub fn has_funds(&self, owner: &str, id: Uuid) -> Result<bool, Refusal> {
        let books = self.books()?;
        let consent = books.consents.get(owner, id)?;
        if consent.status != ConsentStatus::Auth {
            return Err(Refusal::InvalidStatus);
        }
        Ok(books.balance(owner) >= amount(&consent.request.data.initiation)?)
    }

    /// Uses a consent. A payment beyond the account's funds is made and rejected, as the document has it. The
    /// same request under the same key is the same payment.
    pub fn pay(
        &self,
        owner: &str,
        key: &str,
        request: ObWriteDomestic2,
    ) -> Result<Payment, Refusal> {
        let mut books = self.books()?;
        if let Some(id) = books.payment_keys.find(owner, key, &request)? {
            return books.payments.get(owner, id).cloned();
        }
        let (id, now) = (Uuid::new_v4(), now()?);
        let amount = amount(&request.data.initiation)?;
        let balance = books.balance(owner);
        let consent = books.consents.get_mut(owner, request.data.consent_id)?;
        if consent.status != ConsentStatus::Auth {
            return Err(Refusal::InvalidStatus);
        }
        let consented = &consent.request;
        if consented.data.initiation != request.data.initiation {
            return Err(Refusal::Mismatch);
        }
        if consented.risk != request.risk {
            return Err(Refusal::RiskMismatch);
        }
        (consent.status, consent.updated) = (ConsentStatus::Cond, now);
        let status = match balance.checked_sub(amount) {
            Some(rest) => {
                books.balances.insert(owner.to_owned(), rest);
                PaymentStatus::Acsc
            }
            None => PaymentStatus::Rjct,
        };
        books.payment_keys.keep(owner, key, request.clone(), id);
        let (consent, initiation) = (request.data.consent_id, request.data.initiation);
        let payment = Payment { id, consent, created: now, status, initiation };
        books.payments.keep(owner, id, payment.clone());
        Ok(payment)
    }

    /// A client's payment.
    pub fn payment(&self, owner: &str, id: Uuid) -> Result<Payment, Refusal> {
        self.books()?.payments.get(owner, id).cloned()
    }

    fn books(&self) -> Result<MutexGuard<'_, Books>, LedgerFault> {
        self.books.lock().map_err(|_| LedgerFault)
    }
}

impl Books {
    fn balance(&self, owner: &str) -> u64 {
        self.balances.get(owner).copied().unwrap_or(OPENING_BALANCE)
    }
}

/// Things by their owner and name.
#[derive(Debug)]
struct Owned<T>(HashMap<(String, Uuid), T>);

impl<T> Owned<T> {
    fn get(&self, owner: &str, id: Uuid) -> Result<&T, Refusal> {
        self.0.get(&(owner.to_owned(), id)).ok_or(Refusal::NotFound)
    }

    fn get_mut(&mut self, owner: &str, id: Uuid) -> Result<&mut T, Refusal> {
        self.0.get_mut(&(owner.to_owned(), id)).ok_or(Refusal::NotFound)
    }

    fn keep(&mut self, owner: &str, id: Uuid, thing: T) {
        self.0.insert((owner.to_owned(), id), thing);
    }
}

impl<T> Default for Owned<T> {
    fn default() -> Self {
        Owned(HashMap::new())
    }
}

/// Requests by their owner and key of idempotency, and what they made.
#[derive(Debug)]
struct Keys<T>(HashMap<(String, String), (T, Uuid, Instant)>);

impl<T: PartialEq> Keys<T> {
    fn find(&self, owner: &str, key: &str, request: &T) -> Result<Option<Uuid>, Refusal> {
        match self.0.get(&(owner.to_owned(), key.to_owned())) {
            Some((first, id, since)) if since.elapsed() < KEY_LIFETIME => {
                if first == request {
                    Ok(Some(*id))
                } else {
                    Err(Refusal::KeyReused)
                }
            }
            Some(_) | None => Ok(None),
        }
    }

    fn keep(&mut self, owner: &str, key: &str, request: T, id: Uuid) {
        self.0.insert((owner.to_owned(), key.to_owned()), (request, id, Instant::now()));
    }
}

impl<T> Default for Keys<T> {
    fn default() -> Self {
        Keys(HashMap::new())
    }
}

/// The amount in [`UNITS`]: at most 18 digits by the document's pattern.
fn amount(initiation: &Initiation) -> Result<u64, LedgerFault> {
    let text: &str = &initiation.instructed_amount.amount;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<DECIMALS$}").parse().map_err(|_| LedgerFault)
}

fn now() -> Result<DateTime, LedgerFault> {
    OffsetDateTime::now_utc().try_into().map_err(|_| LedgerFault)
}
