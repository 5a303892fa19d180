// The signing keys of the provider: one of each algorithm, kept in a file so that a restart has the
// same ones. ROTATE=add puts new keys in front and keeps the old ones for tokens that are under way;
// ROTATE=replace leaves only new ones.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair } from 'jose';

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

async function newKey(alg) {
  const options = alg === 'EdDSA' ? { crv: 'Ed25519' } : {};
  const { privateKey } = await generateKeyPair(alg, { extractable: true, ...options });
  const kid = `${alg.toLowerCase()}-${randomBytes(6).toString('hex')}`;
  return { ...await exportJWK(privateKey), kid, alg, use: 'sig' };
}

export async function signingKeys(file, rotate) {
  const old = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  if (old.length > 0 && !rotate) return old;
  const fresh = await Promise.all(ALGORITHMS.map(newKey));
  const keys = rotate === 'replace' ? fresh : [...fresh, ...old];
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}
