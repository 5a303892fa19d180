use portcullis::auth::Grant;

fn main() {
    Grant::public();
    Grant::of(0, todo!());
}
