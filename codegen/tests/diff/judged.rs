//! Pairs whose change is easily taken for another one: what is found, and what is found the other way round.

use super::{KEYS, body, diff, edited, kinds, payments, report, small};

/// Old, new, what is found, and what is found the other way round. `+` strengthens, `=` is neutral.
type Pair = (String, String, &'static [&'static str], &'static [&'static str]);

fn judged(pairs: Vec<Pair>) {
    for (old, new, forth, back) in pairs {
        for (old, new, wanted) in [(&old, &new, forth), (&new, &old, back)] {
            let found = diff(old, new);
            let mut wanted: Vec<&str> = wanted.to_vec();
            wanted.sort_unstable();
            assert_eq!(found.uncompared, [], "{old}\n{new}");
            assert_eq!(kinds(&found.changes), wanted, "{}\n{old}\n{new}", report::text(&found));
        }
    }
}

/// A document whose operation reads a body of this schema.
fn read(schema: &str) -> String {
    read_with(schema, "")
}

fn read_with(schema: &str, components: &str) -> String {
    let operation = format!(
        "      security: [{{ s: [] }}]
      requestBody: {{ required: true, content: {{ application/json: {{ schema: {schema} }} }} }}
      responses: {{ '204': {{ description: D }} }}"
    );
    small(&operation, &format!("{KEYS}\n{components}"))
}

const SCHEMES: &str = "  securitySchemes:
    oauth2: { type: oauth2, flows: { clientCredentials: { tokenUrl: https://a.example, scopes: { 'p:w': W } } } }
    bearer: { type: http, scheme: bearer }
    cert: { type: mutualTLS }
    key: { type: apiKey, in: header, name: X-Key }";

fn secured(security: &str) -> String {
    let operation =
        format!("      security: [{security}]\n      responses: {{ '204': {{ description: D }} }}");
    small(&operation, SCHEMES)
}

#[test]
fn a_scheme_takes_the_place_of_another_where_nothing_is_lost() {
    let other = &["+alternative-removed", "alternative-added"];
    judged(vec![
        // Scopes are lost.
        (secured("{ oauth2: ['p:w'] }"), secured("{ cert: [] }"), other, &["scheme-kind-changed"]),
        // Other tokens are accepted.
        (secured("{ oauth2: ['p:w'] }"), secured("{ bearer: [] }"), other, other),
        (secured("{ oauth2: [] }"), secured("{ bearer: [] }"), other, other),
        (
            secured("{ key: [] }"),
            secured("{ cert: [] }"),
            &["+scheme-kind-changed"],
            &["scheme-kind-changed"],
        ),
    ]);
}

#[test]
fn renamed_schemes_are_no_more_than_there_were() {
    let document = |names: [&str; 2]| {
        let [admin, user] = names;
        let mut schemes = vec![admin, user];
        schemes.dedup();
        let schemes: Vec<String> = schemes
            .iter()
            .map(|name| format!("{name}: {{ type: http, scheme: bearer }}"))
            .collect();
        format!(
            "openapi: 3.1.0
info: {{ title: T, version: '1' }}
paths:
  /admin:
    post: {{ operationId: a, security: [{{ {admin}: [] }}], responses: {{ '204': {{ description: D }} }} }}
  /user:
    post: {{ operationId: u, security: [{{ {user}: [] }}], responses: {{ '204': {{ description: D }} }} }}
components: {{ securitySchemes: {{ {} }} }}
",
            schemes.join(", ")
        )
    };
    let other: &[&str] =
        &["+alternative-removed", "+alternative-removed", "alternative-added", "alternative-added"];
    judged(vec![
        (document(["admin", "user"]), document(["user2", "user2"]), other, other),
        (document(["admin", "user"]), document(["admin2", "user2"]), &[], &[]),
        (document(["admin", "user"]), document(["admin", "user2"]), &[], &[]),
    ]);
}

#[test]
fn fewer_types_are_narrower_where_their_constraints_are_kept() {
    let changed: &[&str] = &["type-changed"];
    let (wider, narrower): (&[&str], &[&str]) = (&["type-widened"], &["+type-narrowed"]);
    let either = "{ anyOf: [{ type: string, maxLength: 5 }, { type: integer }] }";
    judged(vec![
        (read(either), read("{ type: string }"), changed, wider),
        (
            read("{ type: [string, integer], maxLength: 5 }"),
            read("{ type: string }"),
            changed,
            wider,
        ),
        (read(either), read("{ type: string, maxLength: 5 }"), narrower, wider),
        (read("{ type: [string, integer] }"), read("{ type: string }"), narrower, wider),
        (
            read("{}"),
            read("{ type: object, properties: { a: { type: string } } }"),
            narrower,
            wider,
        ),
        (read("{ type: number, maximum: 5 }"), read("{ enum: [10] }"), changed, wider),
        (read("{ type: number }"), read("{ enum: [10] }"), &["+enum-added"], &["enum-removed"]),
        (read("{ type: [string, 'null'] }"), read("{ type: 'null' }"), narrower, wider),
        // JSON numbers were refused.
        (read("{ type: string, format: decimal }"), read("{ type: integer }"), changed, changed),
        (read("{ type: string, format: decimal }"), read("{ type: number }"), changed, changed),
        (read("{ type: number }"), read("{ type: integer }"), narrower, wider),
        // Of formats nobody knows which values fit.
        (read("{ type: string, format: uuid }"), read("{ enum: [admin] }"), changed, changed),
        (read("{ type: string }"), read("{ enum: [admin] }"), &["+enum-added"], &["enum-removed"]),
    ]);
}

#[test]
fn what_had_to_be_there_and_is_gone_weakens() {
    let with = |rest: &str| {
        let operation = format!(
            "      security: [{{ s: [] }}]\n{rest}      responses: {{ '204': {{ description: D }} }}"
        );
        small(&operation, KEYS)
    };
    let parameter = |required: bool| {
        with(&format!(
            "      parameters: [{{ name: q, in: query, required: {required}, schema: {{ type: string }} }}]\n"
        ))
    };
    let body = |required: bool| {
        with(&format!(
            "      requestBody: {{ required: {required}, content: {{ application/json: {{ schema: {{ type: boolean }} }} }} }}\n"
        ))
    };
    let object =
        |rest: &str| read(&format!("{{ type: object, additionalProperties: false{rest} }}"));
    let parts = |properties: &str| {
        with(&format!(
            "      requestBody: {{ required: true, content: {{ multipart/form-data: {{ schema: {{ type: object, {properties} }} }} }} }}\n"
        ))
    };
    let text = "{ type: string }";
    judged(vec![
        (parameter(true), with(""), &["parameter-removed"], &["parameter-added"]),
        (parameter(false), with(""), &["+parameter-removed"], &["parameter-added"]),
        (body(true), with(""), &["request-body-removed"], &["request-body-added"]),
        (body(false), with(""), &["+request-body-removed"], &["request-body-added"]),
        (
            object(", properties: { a: { type: string } }, required: [a]"),
            object(""),
            &["request-property-removed"],
            &["request-property-added"],
        ),
        (
            object(", properties: { a: { type: string } }"),
            object(""),
            &["+request-property-removed"],
            &["request-property-added"],
        ),
        (
            parts(&format!("properties: {{ b: {text}, a: {text} }}, required: [a]")),
            parts(&format!("properties: {{ b: {text} }}")),
            &["request-property-removed"],
            &["request-property-added"],
        ),
        (
            parts(&format!("properties: {{ b: {text}, a: {text} }}")),
            parts(&format!("properties: {{ b: {text} }}")),
            &["+request-property-removed"],
            &["request-property-added"],
        ),
    ]);
}

#[test]
fn a_member_without_a_name_of_its_own_is_one_of_the_others() {
    let open = "{ type: object, additionalProperties: { type: string } }";
    let named = |rest: &str| {
        format!(
            "{{ type: object, additionalProperties: {{ type: string }}, properties: {{ role: {{ enum: [user] }} }}{rest} }}"
        )
    };
    judged(vec![
        (read(&named("")), read(open), &["enum-removed"], &["+enum-added"]),
        (
            read(&named(", required: [role]")),
            read(open),
            &["enum-removed", "property-optional"],
            &["+enum-added", "+property-required"],
        ),
        // Where there are no names at all, others are kept.
        (
            read(
                "{ type: object, additionalProperties: true, properties: { role: { enum: [user] } } }",
            ),
            read("{ type: object, additionalProperties: true }"),
            &["enum-removed", "object-opened"],
            &["+enum-added", "+object-closed"],
        ),
        (
            read("{ type: object, additionalProperties: { type: string } }"),
            read(
                "{ type: object, additionalProperties: false, properties: { a: { type: string } } }",
            ),
            &["+object-closed"],
            &["object-opened"],
        ),
    ]);
}

#[test]
fn types_that_hold_themselves_end_also_where_they_are_replaced() {
    let comment = |reply: &str| {
        let schemas = format!(
            "  schemas: {{ Comment: {{ type: object, properties: {{ reply: {reply} }} }} }}"
        );
        read_with("{ $ref: '#/components/schemas/Comment' }", &schemas)
    };
    let own = "{ $ref: '#/components/schemas/Comment' }";
    let either = format!("{{ anyOf: [{own}, {{ type: string }}] }}");
    // Of the branch as of the member: which part of the other it is was not shown.
    judged(vec![(comment(own), comment(&either), &["type-widened"], &["type-changed"])]);
}

#[test]
fn values_of_a_discriminator_are_compared() {
    let document = |mapping: &str| {
        let kind = "type: object, required: [kind], properties: { kind: { type: string } }";
        let schemas = format!(
            "  schemas:
    Card: {{ {kind}, additionalProperties: false }}
    Bank: {{ {kind}, minProperties: 2 }}"
        );
        read_with(
            &format!(
                "{{ oneOf: [{{ $ref: '#/components/schemas/Card' }}, {{ $ref: '#/components/schemas/Bank' }}], discriminator: {{ propertyName: kind{mapping} }} }}"
            ),
            &schemas,
        )
    };
    let mapped = |text: &str| document(&format!(", mapping: {{ {text} }}"));
    judged(vec![
        (
            mapped("card: Card, bank: Bank"),
            mapped("card: Card, legacy: Card, bank: Bank"),
            &["discriminator-value-added"],
            &["+discriminator-value-removed"],
        ),
        // The name of a component is a value, where no mapping says another.
        (
            document(""),
            document("").replace("Card", "Karte"),
            &["+discriminator-value-removed", "discriminator-value-added"],
            &["+discriminator-value-removed", "discriminator-value-added"],
        ),
        (
            mapped("card: Card, bank: Bank"),
            mapped("card: Card, bank: Bank").replace("Card", "Karte"),
            &[],
            &[],
        ),
    ]);
}

#[test]
fn values_that_fitted_two_shapes_fit_one_when_the_other_changes() {
    let one_of = |branches: &str| read(&format!("{{ oneOf: [{branches}] }}"));
    let apart = "{ type: object, required: [a], additionalProperties: false, properties: { a: { type: string } } }";
    let other = "{ type: object, required: [b], additionalProperties: false, properties: { b: { type: string } } }";
    let told = |kind: &str| {
        format!(
            "{{ type: object, required: [kind], properties: {{ kind: {{ enum: [{kind}] }} }} }}"
        )
    };
    judged(vec![
        (
            one_of("{ type: string }, { type: string, pattern: '^adm' }"),
            read("{ type: string }"),
            &["type-changed"],
            &["type-widened"],
        ),
        (
            one_of("{ type: string }, { type: integer }"),
            read("{ type: string }"),
            &["+type-narrowed"],
            &["type-widened"],
        ),
        (
            one_of("{ type: string }, { type: string, pattern: '^adm' }, { type: integer }"),
            one_of("{ type: string }, { type: integer }"),
            &["variant-removed"],
            &["variant-added"],
        ),
        // `abcd` was refused.
        (
            one_of("{ type: string }, { type: string, maxLength: 5 }"),
            one_of("{ type: string }, { type: string, maxLength: 3 }"),
            &["+max-length-lowered", "variant-overlap-changed"],
            &["max-length-raised", "variant-overlap-changed"],
        ),
        (one_of(&format!("{apart}, {other}")), read(apart), &["+type-narrowed"], &["type-widened"]),
        (
            one_of(&format!("{}, {}", told("x"), told("y"))),
            read(&told("x")),
            &["+type-narrowed"],
            &["type-widened"],
        ),
    ]);
}

#[test]
fn numbers_of_files_are_compared() {
    let document = |part: &str| {
        let operation = format!(
            "      security: [{{ s: [] }}]
      requestBody: {{ required: true, content: {{ multipart/form-data: {{ schema: {{ type: object, properties: {{ f: {part} }} }} }} }} }}
      responses: {{ '204': {{ description: D }} }}"
        );
        small(&operation, KEYS)
    };
    let file = "{ type: string, format: binary }";
    let files = |rest: &str| format!("{{ type: array, items: {file}{rest} }}");
    let (looser, tighter): (&[&str], &[&str]) =
        (&["part-count-loosened"], &["+part-count-tightened"]);
    judged(vec![
        (document(file), document(&files(", maxItems: 3")), looser, tighter),
        (document(&files(", maxItems: 3")), document(&files(", maxItems: 9")), looser, tighter),
        (document(&files(", maxItems: 3")), document(&files("")), looser, tighter),
        (document(&files(", minItems: 2")), document(&files("")), looser, tighter),
    ]);
}

#[test]
fn a_lone_default_response_is_the_success() {
    let document = |responses: &str| {
        small(&format!("      security: [{{ s: [] }}]\n      responses: {{ {responses} }}"), KEYS)
    };
    let nothing = "'204': { description: D }";
    let user =
        "default: { description: D, content: { application/json: { schema: { type: string } } } }";
    judged(vec![
        (
            document(nothing),
            document(user),
            &["response-added", "=response-removed"],
            &["+response-removed", "=response-added"],
        ),
        (
            document(nothing),
            document(&format!("{nothing}, {user}")),
            &["=response-added"],
            &["=response-removed"],
        ),
    ]);
}

#[test]
fn a_scheme_of_a_server_may_be_a_variable() {
    let document = |server: &str| {
        edited(&read("{ type: boolean }"), "paths:", &format!("servers: [{server}]\npaths:"))
    };
    let with = |scheme: &str| {
        document(&format!("{{ url: '{{s}}://api.example', variables: {{ s: {{ {scheme} }} }} }}"))
    };
    judged(vec![
        (
            with("default: https, enum: [https]"),
            with("default: https, enum: [https, http]"),
            &["http-server-added"],
            &["+http-server-removed"],
        ),
        (
            with("default: https"),
            with("default: http"),
            &["http-server-added", "=server-removed"],
            &["+http-server-removed", "=server-added"],
        ),
        (
            document("{ url: 'https://api.example' }"),
            with("default: https, enum: [https]"),
            &[],
            &[],
        ),
        // What stands before an `@` is no host.
        (
            document("{ url: 'https://a.example' }"),
            document("{ url: 'http://localhost:80@a.example' }"),
            &["http-server-added", "=server-removed"],
            &["+http-server-removed", "=server-added"],
        ),
    ]);
}

#[test]
fn a_star_has_every_origin() {
    let with = |origins: &str| {
        edited(
            &payments(),
            "body-limit: 16KiB",
            &format!("body-limit: 16KiB\n        cors: {{ origins: [{origins}] }}"),
        )
    };
    judged(vec![(
        with("'*'"),
        with("'https://a.example'"),
        &["+cors-origin-removed"],
        &["cors-origin-added"],
    )]);
}

#[test]
fn answers_of_a_schema_are_judged_the_other_way() {
    // What is read strengthens; what is sent is promised.
    judged(vec![(
        body("{ oneOf: [{ type: string }, { type: integer }] }"),
        body("{ type: string }"),
        &["+type-narrowed", "+type-narrowed"],
        &["type-widened", "type-widened"],
    )]);
}
