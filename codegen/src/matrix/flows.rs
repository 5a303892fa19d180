//! Where sensitive values go.
//!
//! **Invariant:** every value that the document marks, and that an operation reaches, is in a flow.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::audit::{Direction, types_of_operation};
use crate::ir::{Api, Mask, Operation, TypeId};

/// The sensitive values of an operation, by their names, once each.
#[derive(Clone, Debug, Default)]
pub(super) struct Sensitive {
    /// In what clients send.
    pub(super) received: Vec<String>,
    /// In what the server answers or sends.
    pub(super) sent: Vec<String>,
}

/// The sensitive values that an operation takes and gives.
pub(super) fn of_operation(api: &Api, operation: &Operation) -> Sensitive {
    let mut sensitive = Sensitive::default();
    for visit in types_of_operation(api, operation) {
        if visit.ty.sensitive.is_none() {
            continue;
        }
        let list = match visit.direction {
            Direction::Request => &mut sensitive.received,
            Direction::Response | Direction::Error => &mut sensitive.sent,
        };
        let name = visit.place.part();
        if !list.contains(&name) {
            list.push(name);
        }
    }
    sensitive
}

struct Flow {
    name: String,
    mask: Mask,
    received: Vec<String>,
    sent: Vec<String>,
}

/// Every sensitive type, and the operations through which its values come and go.
pub(super) fn flows(api: &Api) -> Vec<Value> {
    let mut flows: BTreeMap<TypeId, Flow> = BTreeMap::new();
    for operation in api.all_operations() {
        for visit in types_of_operation(api, operation) {
            let Some(mask) = visit.ty.sensitive else { continue };
            let flow = flows.entry(visit.id).or_insert_with(|| Flow {
                name: visit.place.part(),
                mask,
                received: Vec::new(),
                sent: Vec::new(),
            });
            let list = match visit.direction {
                Direction::Request => &mut flow.received,
                Direction::Response | Direction::Error => &mut flow.sent,
            };
            if !list.contains(&operation.id.value) {
                list.push(operation.id.value.clone());
            }
        }
    }
    let flow = |flow: Flow| {
        json!({
            "name": flow.name,
            "shown": match flow.mask {
                Mask::Full => "nothing",
                Mask::Pan => "the last four digits",
                Mask::Email => "the first character and the domain",
            },
            "received": flow.received,
            "sent": flow.sent,
        })
    };
    flows.into_values().map(flow).collect()
}
