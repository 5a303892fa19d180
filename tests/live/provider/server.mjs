// An OAuth 2.0 authorization server on loopback, for the live tests alone: access tokens that are
// JWTs (RFC 9068) or opaque, bound to a key (RFC 9449) or a certificate (RFC 8705) or to nothing;
// introspection (RFC 7662) and revocation (RFC 7009) of opaque ones.
//
//   STATE        directory of certificates (see ../certificates.sh) and keys; required
//   PORT         of 127.0.0.1; any free one without it
//   ISSUER       what it calls itself; its address without it
//   LIFETIME     of tokens in seconds; 300 without it
//   KEYS         file of the signing keys; STATE/keys.json without it
//   ROTATE       see keys.mjs
//   CERTIFICATE  name of its certificate; `server` without it
//
// It says `listening on ADDRESS` when it answers, and ends when its standard input does.
// `GET /requests` tells how often each path was asked for.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import * as oidc from 'oidc-provider';
import { CLIENTS, DEFAULT_RESOURCE, SCOPES, customize, resourceServer } from './clients.mjs';
import { signingKeys } from './keys.mjs';

const { STATE, ROTATE } = process.env;
const lifetime = Number(process.env.LIFETIME ?? 300);
const certificate = process.env.CERTIFICATE ?? 'server';
const pem = (name) => readFileSync(join(STATE, name));

const clientCertificate = (ctx) => ctx.socket.getPeerX509Certificate?.();

async function makeProvider(issuer) {
  const keys = await signingKeys(process.env.KEYS ?? join(STATE, 'keys.json'), ROTATE);
  const provider = new oidc.Provider(issuer, {
    clients: CLIENTS,
    jwks: { keys },
    scopes: SCOPES,
    ttl: { ClientCredentials: lifetime },
    formats: {
      customizers: {
        jwt: (ctx, token, parts) => customize(token, clientCertificate(ctx), parts),
      },
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      dPoP: { enabled: true },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        getCertificate: clientCertificate,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => DEFAULT_RESOURCE,
        getResourceServerInfo: (_ctx, resource) => {
          const info = resourceServer(resource, lifetime);
          if (!info) throw new oidc.errors.InvalidTarget();
          return info;
        },
      },
    },
  });
  provider.on('server_error', (ctx, error) => console.error(ctx?.path, error));
  return provider.callback();
}

// Certificates are asked for and not verified: tokens may be bound to ones that sign themselves
// (RFC 8705 section 6.2).
const server = https.createServer({
  key: readFileSync(join(STATE, `${certificate}.key`)),
  cert: pem(`${certificate}.pem`),
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
});
const requests = new Map();

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', async () => {
  const address = `https://127.0.0.1:${server.address().port}`;
  const answer = await makeProvider(process.env.ISSUER ?? address);
  server.on('request', (request, response) => {
    const path = request.url.split('?')[0];
    if (path === '/requests') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(Object.fromEntries(requests)));
      return;
    }
    requests.set(path, (requests.get(path) ?? 0) + 1);
    answer(request, response);
  });
  console.log(`listening on ${address}`);
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
