use portcullis::Schema;

#[derive(Schema)]
#[schema(closed)]
pub struct Payment {
    pub amount: u128,
}

fn main() {}
