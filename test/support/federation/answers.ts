import { readFileSync } from 'node:fs';

/** What FEDERATION.md says why, by status and code, such as `401 sig_missing`. */
export function answersInFederationMd(): ReadonlyMap<string, string> {
  const rows = readFileSync('FEDERATION.md', 'utf8').matchAll(/^\| `(\d{3})` \| `([a-z_]+)` \| (.+) \|$/gm);
  return new Map([...rows].map(([, status, code, why = '']) => [`${status} ${code}`, why]));
}
