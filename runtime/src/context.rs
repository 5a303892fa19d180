//! [`RequestContext`]: what a handler may know of a call besides its request and caller.
//!
//! **Invariant:** nothing here is taken from the client unchecked.

use std::net::IpAddr;

use crate::media::Accept;
use crate::request_id::RequestId;

/// What a handler may know of a call besides its request and caller.
#[derive(Clone, Debug)]
pub struct RequestContext {
    request_id: RequestId,
    address: Option<IpAddr>,
    pub(crate) accept: Accept,
}

impl RequestContext {
    pub(crate) fn new(request_id: RequestId, address: Option<IpAddr>) -> RequestContext {
        RequestContext { request_id, address, accept: Accept::default() }
    }

    /// The name of the call, in its answer and in the logs.
    pub fn request_id(&self) -> &RequestId {
        &self.request_id
    }

    /// The address of the connection's other end, where the server tells it.
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// What the client takes as an answer. Where the document declares several representations of
    /// one response, the handler's variant is one of them; this tells which the client prefers.
    pub fn accept(&self) -> &Accept {
        &self.accept
    }
}
