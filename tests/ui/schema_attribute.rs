use portcullis::Schema;

#[derive(Schema)]
#[schema(closd)]
pub struct Payment {
    #[schema(nmae = "amount-in-pence")]
    pub amount: i64,
}

fn main() {}
