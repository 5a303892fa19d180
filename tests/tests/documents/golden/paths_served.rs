//! The paths of the fixture `paths`, over a socket.

use portcullis::__private::v0_1::Public;
use portcullis::audit::JsonLines;

use super::paths::operations::{
    Account, AccountFolder, AccountJson, Close, Compare, ForceOpen, Reopen,
};
use super::paths::{
    self, Security, account, account_folder, account_json, close, compare, force_open, reopen,
};
use super::served::Server;

#[portcullis::handler(Compare)]
async fn on_compare(
    _caller: Public<Compare>,
    request: compare::Request,
) -> Result<compare::Response, compare::Error> {
    Ok(compare::Response::Ok(format!("compare {} {}", request.base, request.head)))
}

#[portcullis::handler(AccountJson)]
async fn on_json(
    _caller: Public<AccountJson>,
    request: account_json::Request,
) -> Result<account_json::Response, account_json::Error> {
    Ok(account_json::Response::Ok(format!("json {}", request.sid)))
}

#[portcullis::handler(Account)]
async fn on_account(
    _caller: Public<Account>,
    request: account::Request,
) -> Result<account::Response, account::Error> {
    Ok(account::Response::Ok(format!("account {}", request.id)))
}

#[portcullis::handler(AccountFolder)]
async fn on_folder(
    _caller: Public<AccountFolder>,
    request: account_folder::Request,
) -> Result<account_folder::Response, account_folder::Error> {
    Ok(account_folder::Response::Ok(format!("folder {}", request.number)))
}

#[portcullis::handler(Close)]
async fn on_close(
    _caller: Public<Close>,
    request: close::Request,
) -> Result<close::Response, close::Error> {
    Ok(close::Response::Ok(format!("close {}", request.id)))
}

#[portcullis::handler(Reopen)]
async fn on_reopen(
    _caller: Public<Reopen>,
    request: reopen::Request,
) -> Result<reopen::Response, reopen::Error> {
    Ok(reopen::Response::Ok(format!("reopen {} {:?}", request.id, request.note)))
}

#[portcullis::handler(ForceOpen)]
async fn on_force(
    _caller: Public<ForceOpen>,
    request: force_open::Request,
) -> Result<force_open::Response, force_open::Error> {
    Ok(force_open::Response::Ok(format!("force {}", request.ticket)))
}

fn start() -> Server {
    Server::start(paths::router((), Security).audit(JsonLines::to(std::io::sink())))
}

impl Server {
    #[track_caller]
    fn ok(&self, line: &str, body: &str) {
        let answer = self.send(line, "");
        assert_eq!((answer.status, answer.body.as_str()), (200, body), "{line}");
    }

    #[track_caller]
    fn refused(&self, line: &str, status: u16, part: &str) {
        let answer = self.send(line, "");
        assert_eq!(answer.status, status, "{line}: {}", answer.body);
        assert!(answer.body.contains(part), "{line}: {}", answer.body);
    }
}

#[test]
fn a_segment_is_split_at_its_texts() {
    let server = start();
    server.ok("GET /compare/main...dev", "compare main dev");
    // The leftmost split, and percent-encoding undone after it.
    server.ok("GET /compare/a...b...c", "compare a b...c");
    server.ok("GET /compare/a%2Eb...%2Fc", "compare a.b /c");
    server.refused("GET /compare/a%2E%2E%2Eb", 404, "NOT_FOUND");
    server.refused("GET /compare/...b", 404, "NOT_FOUND");
    server.refused("GET /compare/a...%zz", 400, "/head");
    server.refused("GET /compare/toolong...b", 400, r#""pointer":"/base","rule":"maxLength""#);
}

#[test]
fn more_text_goes_before_less_and_a_slash_is_a_segment() {
    let server = start();
    server.ok("GET /accounts/a.json", "json a");
    server.ok("GET /accounts/a", "account a");
    server.ok("GET /accounts/.json", "account .json");
    server.ok("GET /accounts/7/", "folder 7");
    server.refused("GET /accounts/a/", 400, r#""pointer":"/number""#);
    server.refused("GET /accounts/", 404, "NOT_FOUND");
    server.ok("POST /tickets/7:close", "close 7");
    server.refused("GET /tickets/7:close", 405, "METHOD_NOT_ALLOWED");
    server.refused("POST /tickets/x:close", 400, r#""pointer":"/id""#);
}

#[test]
fn a_fixed_query_chooses_the_operation() {
    let server = start();
    server.ok("POST /tickets/7?action=re%20open", "reopen 7 None");
    server.ok("POST /tickets/7?note=x&acti%6Fn=re+open", "reopen 7 Some(\"x\")");
    server.ok("POST /tickets/7?force=1&action=re+open", "force 7");
    // Nothing but the pairs of the path and declared parameters, and each of them once.
    server.refused("POST /tickets/7?action=re+open&other=1", 400, "unknown_parameter");
    server.refused("POST /tickets/7?action=re+open&force=1&note=x", 400, "unknown_parameter");
    server.refused("POST /tickets/7?action=re+open&action=re+open", 404, "NOT_FOUND");
    server.refused("POST /tickets/7?action=re+open&acti%6Fn=other", 404, "NOT_FOUND");
    server.refused("POST /tickets/7?action=reopen", 404, "NOT_FOUND");
    server.refused("POST /tickets/7", 404, "NOT_FOUND");
    server.refused("GET /tickets/7?action=re+open", 405, "METHOD_NOT_ALLOWED");
}
