import { existsSync, readFileSync } from 'node:fs';

/** The version of this node, from the package it runs in: beside the bundle, or at the top of the tree. */
export function softwareVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    const url = new URL(path, import.meta.url);
    if (!existsSync(url)) continue;
    const { name, version } = JSON.parse(readFileSync(url, 'utf8')) as { name?: string; version?: string };
    if (name === 'kunveno' && version) return version;
  }
  return '0.0.0';
}
