//! One small document a code. The line that the finding is about ends in `# <-`.

/// The code, and a document that has this mistake and no other.
pub(super) const CASES: &[(&str, &str)] = &[
    (
        "syntax",
        r"openapi: 3.1.0
info: { title: a: b # <-
",
    ),
    (
        "duplicate-key",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
paths: {} # <-
",
    ),
    (
        "several-documents",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
--- # <-
a: 1
",
    ),
    (
        "recursive-alias",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
x-a: &a
  b: *a # <-
",
    ),
    (
        "not-finite",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
x-a: .inf # <-
",
    ),
    (
        "unknown-tag",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
x-a: !secret b # <-
",
    ),
    (
        "unknown-alias",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
x-a: *b # <-
",
    ),
    (
        "merge-key",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
x-a: &a { b: 1 }
x-c:
  <<: *a # <-
",
    ),
    (
        "key-not-text",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
x-a: { [b]: 1 } # <-
",
    ),
    (
        "unsupported-version",
        r"openapi: 2.0.0 # <-
info: { title: T, version: '1' }
paths: {}
",
    ),
    (
        "missing-member",
        r"openapi: 3.1.0
info: { title: T } # <-
paths: {}
",
    ),
    (
        "wrong-type",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      deprecated: later # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-value",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      parameters:
        - { name: a, in: body, schema: { type: string } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unknown-key",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      sumary: Make one. # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unknown-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      x-portcullis: { ratelimit: 1 } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      x-portcullis: { rate-limit: { limit: 10, window: 1 minute } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unknown-rule",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      x-portcullis: { allow: { unbounded-strings: They are small. } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "undeclared-scheme",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      security: [{ key: [] }] # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "undeclared-scope",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      security: [{ login: [write] }] # <-
      responses: { '204': { description: Done. } }
components:
  securitySchemes:
    login:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example', scopes: { read: Read. } } }
",
    ),
    (
        "scope-on-non-oauth",
        r"openapi: 3.0.4
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      security: [{ key: [write] }] # <-
      responses: { '204': { description: Done. } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
",
    ),
    (
        "unresolved-reference",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Paymnt' # <-
      responses: { '204': { description: Done. } }
components:
  schemas:
    Payment: { type: string }
",
    ),
    (
        "remote-reference",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              $ref: 'https://example.com/a.yaml#/Payment' # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unresolved-reference",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#payment' # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "reference-cycle",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/A'
      responses: { '204': { description: Done. } }
components:
  schemas:
    A: { $ref: '#/components/schemas/B' } # <-
    B: { $ref: '#/components/schemas/A' }
",
    ),
    (
        "duplicate-operation-id",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a: { get: { operationId: a, responses: { '204': { description: Done. } } } }
  /b: { get: { operationId: a, responses: { '204': { description: Done. } } } } # <-
",
    ),
    (
        "duplicate-parameter",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      parameters:
        - { name: a, in: query, schema: { type: string } }
        - { name: a, in: query, schema: { type: string } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "path-parameter",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      operationId: a
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "undeclared-path-parameter",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a/{id}: # <-
    get: { operationId: a, responses: { '204': { description: Done. } } }
",
    ),
    (
        "misplaced-reference",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      $ref: '#/x-operations/a' # <-
x-operations:
  a: { operationId: a, responses: { '204': { description: Done. } } }
",
    ),
    (
        "null-scopes",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      operationId: a
      security: [{ key: null }] # <-
      responses: { '204': { description: Done. } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: K } } }
",
    ),
    (
        "name-collision",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get: { operationId: a, responses: { '204': { description: Done. } } }
components:
  schemas:
    userName: { type: string }
    user_name: { type: string } # <-
",
    ),
    (
        "outside-reference",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              $ref: '../a.yaml#/Payment' # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unresolved-reference",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              $ref: 'none.yaml#/Payment' # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-reference",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      $ref: 'none.yaml' # <-
",
    ),
    (
        "invalid-value",
        r"openapi: 3.2.0
info: { title: T, version: '1' }
paths:
  /a:
    additionalOperations:
      GET: { operationId: a, responses: { '204': { description: Done. } } } # <-
",
    ),
    (
        "unsupported-parameter",
        r"openapi: 3.2.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      operationId: a
      parameters:
        - name: q
          in: querystring # <-
          content: { application/x-www-form-urlencoded: { schema: { type: object } } }
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-keyword",
        r"openapi: 3.2.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]
              discriminator:
                propertyName: kind
                defaultMapping: A # <-
      responses: { '204': { description: Done. } }
components:
  schemas:
    A: { type: object, required: [kind], properties: { kind: { type: string } } }
    B: { type: object, required: [kind], properties: { kind: { type: string } } }
",
    ),
    (
        "unsupported-keyword",
        r"openapi: 3.2.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          multipart/mixed:
            schema: { type: array }
            itemEncoding: {} # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unenforced-media-type",
        r"openapi: 3.2.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: Done.
          content:
            application/json:
              itemSchema: { type: string } # <-
",
    ),
    (
        "unsupported-path",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a?b={c}: # <-
    parameters: [{ name: c, in: path, required: true, schema: { type: string } }]
    get: { operationId: a, responses: { '204': { description: Done. } } }
",
    ),
    (
        "unsupported-path",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a//b: # <-
    get: { operationId: a, responses: { '204': { description: Done. } } }
",
    ),
    (
        "ambiguous-path",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a?b=1&c=2: { get: { operationId: a, responses: { '204': { description: Done. } } } }
  /a?c=2&b=1: { get: { operationId: b, responses: { '204': { description: Done. } } } } # <-
",
    ),
    (
        "path-template",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a/{id: # <-
    get: { operationId: a, responses: { '204': { description: Done. } } }
",
    ),
    (
        "unsupported-path",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a/{b}{c}: # <-
    parameters:
      - { name: b, in: path, required: true, schema: { type: string } }
      - { name: c, in: path, required: true, schema: { type: string } }
    get: { operationId: a, responses: { '204': { description: Done. } } }
",
    ),
    (
        "path-fragment",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a#b: # <-
    get: { operationId: a, responses: { '204': { description: Done. } } }
",
    ),
    (
        "ambiguous-path",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a/{b}: { get: { operationId: a, parameters: [{ name: b, in: path, required: true, schema: { type: string } }], responses: { '204': { description: Done. } } } }
  /a/{c}: { get: { operationId: b, parameters: [{ name: c, in: path, required: true, schema: { type: string } }], responses: { '204': { description: Done. } } } } # <-
",
    ),
    (
        "unsupported-parameter",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      parameters:
        - { name: a, in: query, explode: false, schema: { type: array, items: { type: array, items: { type: string } } } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-parameter",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      parameters:
        - { name: a, in: header, allowEmptyValue: true, schema: { type: string } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-parameter",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      parameters:
        - { name: a, in: query, schema: { type: object, properties: { b: { type: string } } } } # <-
        - { name: b, in: query, schema: { type: string } }
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-form",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, properties: { a: { type: string } } }
            encoding:
              a: { contentType: application/xml } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
x-portcullis: { unknown-query: refuze } # <-
paths: {}
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
x-portcullis: { revocation: shard } # <-
paths: {}
components: { securitySchemes: { o: { type: http, scheme: bearer } } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
x-portcullis: { revocation: shared } # <-
paths: {}
components: { securitySchemes: { k: { type: apiKey, in: header, name: X-Key } } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    k:
      type: apiKey
      in: header
      name: X-Key
      x-portcullis: { revocation: memory } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          a: { implies: [d] } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          d: { implies: [a] } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          d: { any-of: [a, e] } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          b: { any-of: [a] } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          a: { implies: [a] } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          a: { implies: [b] }
          b: { implies: [c] }
          c: { implies: [a] } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          x: { any-of: [a] }
          y: { any-of: [x] }
          a: { implies: [y] }
          b: { implies: [x] }
          x2: { any-of: [a, a] } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          x: { any-of: [a] }
          c: { implies: [x] }
          y: { any-of: [] } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          a: {} # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          a: { implies: [b], any-of: [c] } # <-
",
    ),
    (
        "unknown-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  securitySchemes:
    o:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: 'https://a.example/t', scopes: { a: A, b: B, c: C } } }
      x-portcullis:
        scopes:
          a: { implied: [b] } # <-
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: off2 } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: false } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "missing-member",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: {} } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: { origins: [] } } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: { origins: ['https://a.example/'] } } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: { origins: ['*'], credentials: true } } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: { origins: ['*', 'https://a.example'] } } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: { origins: ['https://a.example', 'https://a.example'] } } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: { origins: ['https://a.example'], max-age: 2d } } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: { origins: ['https://a.example'], headers: ['*'] } } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: { origins: ['https://a.example'], methods: [POST] } } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unknown-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    x-portcullis: { cors: { origins: ['https://a.example'], origin: x } } # <-
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unknown-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      operationId: a
      x-portcullis: { cors: { origins: ['https://a.example'], methods: [GET] } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
x-portcullis: { cors: { origins: ['https://a.example'], methods: [GET, PUT] } } # <-
paths:
  /a:
    get:
      operationId: a
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
webhooks:
  paid:
    post:
      operationId: paid
      x-portcullis: { cors: { origins: ['https://a.example'] } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "ambiguous-media-type",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json: { schema: { type: string } }
          application/json;charset=UTF-8: { schema: { type: integer } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-form",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                a: { type: array, items: { type: array, items: { type: string } } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-schema",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: string, minLength: 9, maxLength: 3 } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-pattern",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: string, pattern: '[a-' } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-schema",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: string, enum: [A], x-extensible-enum: true, maxLength: 3 } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-keyword",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: object, $dynamicRef: '#a' } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "closed-branch",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              allOf:
                - $ref: '#/components/schemas/A'
                - { type: object, properties: { b: { type: string } } }
      responses: { '204': { description: Done. } }
components:
  schemas:
    A: { type: object, additionalProperties: false, properties: { a: { type: string } } } # <-
",
    ),
    (
        "unused-allow",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      operationId: a
      x-portcullis:
        allow:
          no-429: The gateway answers it. # <-
      responses: { '204': { description: Done. }, '429': { description: Later. } }
",
    ),
    (
        "unusable-discriminator",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]
              discriminator: { propertyName: kind }
      responses: { '204': { description: Done. } }
components:
  schemas:
    A: { type: object, properties: { kind: { type: string } } }
    B: { type: object, properties: { king: { type: string } } } # <-
",
    ),
    (
        "unknown-format",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: integer, format: int65 } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-media-type",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json: { schema: { type: string } }
          undefined: { schema: { type: string } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unenforced-media-type",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/xml: # <-
            schema: { type: object, properties: { a: { type: string } } }
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-callback",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      callbacks:
        paid:
          'https://a.example/{$method}':
            post:
              requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { a: { type: string } } } } } } # <-
              responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-runtime-expression",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      callbacks:
        paid:
          '{$request.query.url}': # <-
            post: { responses: { '204': { description: Done. } } }
",
    ),
    (
        "broken-link",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      responses:
        '204':
          description: Done.
          links:
            again:
              operationId: b # <-
",
    ),
    (
        "ignored-header-parameter",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      parameters:
        - { name: Accept, in: header, schema: { type: string } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "ignored-nullable",
        r"openapi: 3.0.4
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              nullable: true # <-
              oneOf: [{ type: string }, { type: integer }]
      responses: { '204': { description: Done. } }
",
    ),
    (
        "ignored-ref-sibling",
        r"openapi: 3.0.4
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { $ref: '#/components/schemas/A', maxLength: 3 } # <-
      responses: { '204': { description: Done. } }
components:
  schemas:
    A: { type: string }
",
    ),
    (
        "ignored-response-content",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      responses:
        '204':
          description: Done.
          content: { application/json: { schema: { type: string } } } # <-
",
    ),
    (
        "invalid-default",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      parameters:
        - { name: a, in: query, schema: { type: integer, maximum: 3, default: 4 } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-enum-value",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: string, enum: [a, 1] } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-enum-value",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: integer, maximum: 3, enum: [3, 4] } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-enum-value",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: integer, exclusiveMinimum: 3, enum: [3, 4] } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-enum-value",
        r"openapi: 3.0.4
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: integer, minimum: 3, exclusiveMinimum: true, enum: [3, 4] } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-enum-value",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: integer, multipleOf: 2, enum: [3, 4] } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-enum-value",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: string, maxLength: 3, enum: [four, one] } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "reference-cycle",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/A'
      responses: { '204': { description: Done. } }
components:
  schemas:
    A: { oneOf: [{ $ref: '#/components/schemas/A' }, { type: string }] } # <-
",
    ),
    (
        "impossible-schema",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: number, minimum: 3, maximum: 1 } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-schema",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: number, minimum: 3, exclusiveMaximum: 3 } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-schema",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: array, items: { type: string }, minItems: 3, maxItems: 1 } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-schema",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: object, minProperties: 3, maxProperties: 1 } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "impossible-schema",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: object, additionalProperties: false, required: [a] } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "empty-enumeration",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: string, enum: [a], pattern: '^b$' } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "invalid-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      x-portcullis: { public: It is open. } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unknown-annotation",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema:
              { type: string, x-portcullis: { sensitve: full } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "unsupported-parameter",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      operationId: a
      parameters:
        - { name: a, in: query, content: { application/xml: { schema: { type: string } } } } # <-
      responses: { '204': { description: Done. } }
",
    ),
    (
        "missing-operation-id",
        r"openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get: { responses: { '204': { description: Done. } } } # <-
",
    ),
];
