//! Requests over a socket to the servers of the golden documents: styles and forms as they are sent.

use portcullis::audit::JsonLines;
use portcullis::{Public, handler};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{forms, styles};

/// What the handlers were given.
#[derive(Clone, Default)]
struct Seen(std::sync::Arc<std::sync::Mutex<String>>);

impl Seen {
    fn keep(&self, request: &impl std::fmt::Debug) {
        *self.0.lock().unwrap() = format!("{request:?}");
    }
}

#[handler(styles::operations::FindThings)]
async fn find(
    portcullis::State(seen): portcullis::State<Seen>,
    _caller: Public<styles::operations::FindThings>,
    request: styles::find_things::Request,
) -> Result<styles::find_things::Response, styles::find_things::Error> {
    seen.keep(&request);
    Ok(styles::find_things::Response::NoContent)
}

#[handler(styles::operations::FreeForm)]
async fn free(
    portcullis::State(seen): portcullis::State<Seen>,
    _caller: Public<styles::operations::FreeForm>,
    request: styles::free_form::Request,
) -> Result<styles::free_form::Response, styles::free_form::Error> {
    seen.keep(&request);
    Ok(styles::free_form::Response::NoContent)
}

#[handler(forms::operations::CreateOrder)]
async fn order(
    portcullis::State(seen): portcullis::State<Seen>,
    _caller: Public<forms::operations::CreateOrder>,
    request: forms::create_order::Request,
) -> Result<forms::create_order::Response, forms::create_order::Error> {
    seen.keep(&request);
    Ok(forms::create_order::Response::NoContent)
}

/// What the handler was given, or what is said to be wrong.
async fn call(request: &str, headers: &str, body: &str) -> String {
    let seen = Seen::default();
    let app = if request.contains("/orders") {
        forms::router(seen.clone(), forms::Security).audit(JsonLines::to(std::io::sink())).build()
    } else {
        styles::router(seen.clone(), styles::Security).audit(JsonLines::to(std::io::sink())).build()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { portcullis::serve(listener, app).await.unwrap() });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let sent = format!(
        "{request} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    server.abort();
    if answer.starts_with("HTTP/1.1 204") {
        return seen.0.lock().unwrap().clone();
    }
    let json = answer.split_once("\r\n\r\n").unwrap().1;
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    let details = json["error"]["details"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let told = details
        .iter()
        .map(|d| format!("{} {} {}", text(&d["in"]), text(&d["pointer"]), text(&d["rule"])));
    told.collect::<Vec<_>>().join(", ")
}

async fn find_call(query: &str) -> String {
    call(&format!("GET /things/.1/;matrix=1,2?{query}"), "", "").await
}

#[tokio::test]
async fn styles_are_read_as_the_document_says() {
    let seen = call(
        "GET /things/.1/;matrix=1,2?created[from]=1&expand[]=a&expand[]=b&since=a&since=b&pipes=1|2\
         &spaces=1&spaces=2&filter=%7B%22from%22:1%7D&limit&anything=x&offset=3&flat=from,2,to,3&x=y",
        "X-Range: from=1,to=2\r\nCookie: seen=1,2; other=x\r\n",
        "",
    )
    .await;
    for part in [
        "label: Int(1)",
        "created: Some(Range(Range { from: Int(1)",
        "expand: Some(List([Text(\"a\"), Text(\"b\")]))",
        "pipes: Some(List([Int(1), Int(2)]))",
        "spaces: Some(List([Int(1), Int(2)]))",
        "filter: Some(Range { from: Int(1), to: None })",
        "limit: None",
        "flat: Range { from: Int(2), to: Some(Int(3)) }",
        "x_range: Some(Range { from: Int(1), to: Some(Int(2)) })",
        "seen: Some(Value(List([Int(1), Int(2)])))",
    ] {
        assert!(seen.contains(part), "{part}\n{seen}");
    }
    let bare = find_call("created=5&since=a").await;
    for part in ["Int(5)", "flat: Range { from: Int(1), to: None }", "page: None", "expand: None"] {
        assert!(bare.contains(part), "{part}\n{bare}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_by_names_of_the_document() {
    for (query, told) in [
        ("created[secret]=1&created[from]=1", "query /created anyOf"),
        ("created[from]=99", "query /created anyOf"),
        ("since=a&since=b&since=c&since=d", "query /since oneOf"),
        ("filter=secret", "query /filter json"),
        ("offset=10", "query /page/offset maximum"),
        ("%ff=1", "query  encoding"),
        ("limit=1&limit=2", "query /limit repeated"),
        ("anything=a&anything=b", "query /anything repeated"),
    ] {
        assert_eq!(find_call(query).await, told, "{query}");
    }
    assert_eq!(call("GET /things/1/1", "", "").await, "path /label type, path /matrix type");
}

#[tokio::test]
async fn a_free_form_query_has_the_types_of_the_document() {
    let seen = call("GET /free?a=1&b=2", "", "").await;
    assert!(seen.contains(r#""a": Int(1), "b": Int(2)"#), "{seen}");
    assert_eq!(call("GET /free?secret=x", "", "").await, "query /free type");
    assert_eq!(call("GET /free?a=1&b=1&c=1&d=1", "", "").await, "query /free maxProperties");
}

#[tokio::test]
async fn forms_are_read_as_their_encoding_says() {
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let seen = call(
        "POST /orders",
        form,
        "name=a/b&items[0][price]=1&items[1][price]=2&items[1][quantity]=3&metadata[k]=v&tags=a,b\
         &sizes=1|2&colors=red+blue&note=%7B%22text%22:%22hi%22%7D&address=%7B%22city%22:%22x%22%7D",
    )
    .await;
    for part in [
        "name: Text(\"a/b\")",
        "price: Int(1), quantity: Int(1)",
        "price: Int(2), quantity: Int(3)",
        "\"k\": Text(\"v\")",
        "tags: Some(List([Text(\"a\"), Text(\"b\")]))",
        "sizes: Some(List([Int(1), Int(2)]))",
        "colors: Some(List([Text(\"red\"), Text(\"blue\")]))",
        "text: Some(Text(\"hi\"))",
        "city: Some(Text(\"x\"))",
    ] {
        assert!(seen.contains(part), "{part}\n{seen}");
    }
    assert!(call("POST /orders", form, "name=a&metadata=").await.contains("metadata: Some("));
    for (body, told) in [
        ("name=a&items[0][price]=x", "body /items/0/price type"),
        (
            "name=a&items[0][secret]=1",
            "body /items/0 additionalProperties, body /items/0/price required",
        ),
        ("name=a&items[1][price]=1", "body /items type"),
        ("name=a&name=b", "body /name duplicateKey"),
        ("secret=a&name=b", "body  additionalProperties"),
        ("name=a&note=secret", "body /note json"),
        ("name=a&tags=a&tags=b", "body /tags duplicateKey"),
        ("items[]=1", "body /items/0 type"),
    ] {
        assert_eq!(call("POST /orders", form, body).await, told, "{body}");
    }
}
