// Who may ask the provider for tokens, and for which resources.
import { createHash } from 'node:crypto';

// Of no worth outside one run: the provider listens on loopback and lives for minutes.
const SECRET = 'for-loopback-alone-8ae4f0b16c2d4a7f93e5';
export const SCOPES = ['accounts:read', 'payments:write'];

const client = (id, more = {}) => ({
  client_id: id,
  client_secret: SECRET,
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  scope: SCOPES.join(' '),
  ...more,
});

export const CLIENTS = [
  client('plain'),
  client('reader', { scope: 'accounts:read' }),
  client('dpop', { dpop_bound_access_tokens: true }),
  client('mtls', { tls_client_certificate_bound_access_tokens: true }),
  // Its tokens are bound in a way that no server understands: see `customize`.
  client('odd', { tls_client_certificate_bound_access_tokens: true }),
  // Its tokens are bound to a key and a certificate: see `customize`.
  client('both', { dpop_bound_access_tokens: true }),
  // The resource server itself, which asks about tokens.
  client('api', { grant_types: [], scope: undefined }),
].map((fields) => JSON.parse(JSON.stringify(fields)));

// RFC 8707: the resource that a token is asked for says which kind of token it is.
const BASE = 'https://api.example.test';
export const DEFAULT_RESOURCE = `${BASE}/es256`;
const FORMATS = new Map([
  [`${BASE}/rs256`, 'RS256'],
  [`${BASE}/ps256`, 'PS256'],
  [`${BASE}/es256`, 'ES256'],
  [`${BASE}/eddsa`, 'EdDSA'],
  [`${BASE}/opaque`, 'opaque'],
]);

export function resourceServer(resource, lifetime) {
  const format = FORMATS.get(resource);
  if (!format) return undefined;
  const common = { scope: SCOPES.join(' '), audience: resource, accessTokenTTL: lifetime };
  if (format === 'opaque') return { ...common, accessTokenFormat: 'opaque' };
  return { ...common, accessTokenFormat: 'jwt', jwt: { sign: { alg: format } } };
}

// What the provider does not do by itself (RFC 7800 section 3.1): a member of `cnf` that nobody
// understands, and two members.
export function customize(token, certificate, parts) {
  if (token.clientId === 'odd') parts.payload.cnf['x5t#S512'] = 'A'.repeat(86);
  if (token.clientId === 'both') {
    const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
    parts.payload.cnf['x5t#S256'] = thumbprint;
  }
}
