use portcullis::Schema;

#[derive(Schema)]
#[schema(pattern = "^[a-z")]
pub struct Name(String);

fn main() {}
