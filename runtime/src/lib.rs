//! Typed axum servers from annotated `OpenAPI` documents, with the document's security built in.
//!
//! **Invariant:** no handler runs without evidence that its caller was authenticated and
//! authorized as the document demands, or that the document makes the operation public.

// Derived code names its paths from the outside; this makes them hold inside as well.
extern crate self as portcullis;

pub mod audit;
pub mod auth;
pub mod callback;
pub mod context;
mod cors;
pub mod decode;
pub mod encode;
pub mod error;
pub mod link;
pub mod media;
pub mod operation;
pub mod params;
pub mod policy;
mod protection;
mod rate;
#[cfg(feature = "redis")]
pub mod redis;
pub mod reply;
pub mod request_id;
#[cfg(feature = "json-schema")]
mod residual;
#[cfg(not(feature = "json-schema"))]
#[path = "residual/absent.rs"]
mod residual;
pub mod router;
pub mod schema;
pub mod sensitive;
mod serve;
pub mod server;
pub mod stream;
pub mod types;

#[cfg(any(test, all(feature = "dev-issuer", debug_assertions), portcullis_dev_issuer))]
pub mod dev;
#[cfg(all(feature = "testing", any(debug_assertions, portcullis_dev_issuer)))]
pub mod testing;

pub use auth::{ApiKeys, Authorized, CertificateThumbprints, Jwks, Jwt, Principal, Proof, Public};
#[cfg(feature = "discovery")]
pub use auth::{Discovery, HttpsClient, Introspection, KeyRefresh};
pub use axum::extract::State;
pub use context::RequestContext;
pub use operation::{Handle, Operation};
pub use portcullis_macros::{
    CallbackBody, CallbackRequest, CallbackResponse, Multipart, Request, RequestBody, Response,
    SafeError, Schema, api, handler,
};
#[cfg(all(feature = "testing", any(debug_assertions, portcullis_dev_issuer)))]
pub use portcullis_macros::{cases, tests};
pub use reply::{Internal, NotImplemented, not_implemented};
pub use request_id::RequestId;
pub use router::Router;
pub use schema::Schema;
pub use sensitive::Sensitive;
pub use server::{Server, serve, serve_until};

/// What generated and derived code names. No part of it is meant to be written by hand: it changes
/// without notice.
#[doc(hidden)]
pub mod __private {
    /// One module a version, so that code of another version does not compile.
    pub mod v0_1 {
        pub use crate::Schema;
        pub use crate::auth::ApiKeyVerifier;
        pub use crate::auth::Authorized;
        pub use crate::auth::BasicVerifier;
        pub use crate::auth::BearerVerifier;
        pub use crate::auth::CertificateVerifier;
        pub use crate::auth::HttpVerifier;
        pub use crate::auth::Public;
        pub use crate::auth::Revocation;
        pub use crate::auth::SchemeInfo;
        pub use crate::callback::{AnswerError, Call, Callback, Case, FromAnswer};
        pub use crate::callback::{ToBody, ToCall, Unsendable};
        pub use crate::context::RequestContext;
        pub use crate::decode::Checkpoint;
        pub use crate::decode::Decoder;
        pub use crate::decode::Format;
        pub use crate::decode::Literal;
        pub use crate::decode::Location;
        pub use crate::decode::Mark;
        pub use crate::decode::NonAscii;
        pub use crate::decode::NumberRules;
        pub use crate::decode::NumberText;
        pub use crate::decode::Object;
        pub use crate::decode::Pattern;
        pub use crate::decode::Piece;
        pub use crate::decode::Rule;
        pub use crate::decode::TextRules;
        pub use crate::decode::required;
        pub use crate::encode::Encoder;
        pub use crate::link::{Link, LinkTarget, LinkValue};
        pub use crate::media::{MediaType, Typed};
        pub use crate::operation::{Handle, Operation, Requires, Scope};
        pub use crate::operation::{IsEvidence, IsRequest, IsResult};
        pub use crate::params::{BodyKind, BodySpec, FormField, FromBody, FromRequest, Input};
        pub use crate::params::{File, FromParts, PartKind, PartSpec, Parts};
        pub use crate::params::{Parameter, Style};
        pub use crate::policy::Method;
        pub use crate::policy::{
            Access, Audit, Cors, KIB, MIB, Policy, Rate, RatePer, Requirement,
        };
        pub use crate::policy::{SchemeKind, ScopeRule, Tighten, UnknownQuery};
        pub use crate::policy::{api_key_cookie, api_key_header, api_key_query, basic, bearer};
        pub use crate::policy::{http, mutual_tls, oauth2, openid_connect};
        pub use crate::reply::{Internal, IntoReply, Reply, status};
        pub use crate::residual::Check;
        pub use crate::router::Router;
        pub use crate::schema::Halt;
        pub use crate::schema::{Choice, Shape, accepts, shape_of};
        pub use crate::sensitive::Sensitive;
        pub use crate::sensitive::mask;
        pub use crate::stream::{Download, Event, Events, Lines, Upload, UploadParts};
        #[cfg(all(feature = "testing", any(debug_assertions, portcullis_dev_issuer)))]
        pub use crate::testing;
        pub use crate::types::*;
        pub use ::axum::extract::{FromRef, State};
        pub use ::http::StatusCode;
        pub use ::portcullis_macros::{CallbackBody, CallbackRequest, CallbackResponse};
        pub use ::portcullis_macros::{Multipart, Request, RequestBody, Response, SafeError};

        /// What the module `schemas` of generated code imports.
        pub mod types {
            pub use crate::Schema;
            pub use crate::sensitive::Sensitive;
            pub use crate::sensitive::mask;
            pub use crate::types::*;
        }
    }
}
