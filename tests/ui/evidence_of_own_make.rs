use portcullis::auth::{Evidence, Grant};

struct Mine;

impl<Op> Evidence<Op> for Mine {
    fn from_grant(_: Grant) -> Mine {
        Mine
    }
}

fn main() {}
