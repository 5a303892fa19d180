//! [`RequestContext`]: what a handler may know of a call besides its request and caller.
//!
//! **Invariant:** nothing here is taken from the client unchecked.

use std::net::IpAddr;

use crate::request_id::RequestId;

/// What a handler may know of a call besides its request and caller.
#[derive(Clone, Copy, Debug)]
pub struct RequestContext {
    request_id: RequestId,
    address: Option<IpAddr>,
}

impl RequestContext {
    pub(crate) fn new(request_id: RequestId, address: Option<IpAddr>) -> RequestContext {
        RequestContext { request_id, address }
    }

    /// The name of the call, in its answer and in the logs.
    pub fn request_id(&self) -> &RequestId {
        &self.request_id
    }

    /// The address of the connection's other end, where the server tells it.
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }
}
