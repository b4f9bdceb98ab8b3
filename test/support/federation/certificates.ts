import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Node can read certificates, but not make them. */
export const canMakeCertificates = spawnSync('openssl', ['version']).status === 0;

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate for a name, signed by itself. */
export function certificateFor(name: string, { days = 1 }: { days?: number } = {}): Certificate {
  const directory = mkdtempSync(join(tmpdir(), 'kunveno-certificate-'));
  const at = (file: string): string => join(directory, file);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  try {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', at('key'));
    openssl('req', '-new', '-key', at('key'), '-subj', `/CN=${name}`, '-out', at('request'));
    writeFileSync(at('names'), `subjectAltName=DNS:${name}\n`);
    const terms = ['-days', String(days), '-extfile', at('names')];
    openssl('x509', '-req', '-in', at('request'), '-signkey', at('key'), ...terms, '-out', at('cert'));
    return { key: readFileSync(at('key'), 'utf8'), cert: readFileSync(at('cert'), 'utf8') };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
