import { MIMEType } from 'node:util';
import { scanJson } from './json-scan.ts';
import { type FetchedResponse, RemoteFailure } from './remote.ts';

/** Refuses an answer that holds nothing, and says whether that may change. */
export function requireFound({ status }: FetchedResponse): void {
  if (status === 410) throw new RemoteFailure('gone', 'gone');
  if (status === 404) throw new RemoteFailure('gone', 'not_found');
  if (status === 401 || status === 403) throw new RemoteFailure('unreachable', 'refused');
  if (status === 429 || status >= 500) throw new RemoteFailure('unreachable', 'status');
  if (status !== 200) throw new RemoteFailure('invalid', 'status');
}

/** The JSON object in an answer of a type that is expected. Throws `bad_media_type`, `bad_document`. */
export function objectIn(
  { headers, body }: FetchedResponse,
  isExpected: (contentType: string | undefined) => boolean,
): Record<string, unknown> {
  if (!isExpected(headers['content-type'])) throw new RemoteFailure('invalid', 'bad_media_type');
  const scanned = scanJson(body);
  const value = scanned.ok ? scanned.value : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RemoteFailure('invalid', 'bad_document');
  }
  return { ...value };
}

/** Whether something is a JSON resource descriptor (RFC 7033 §10.2), or JSON as many servers call it. */
export function isDescriptorType(contentType: string | undefined): boolean {
  try {
    return ['application/jrd+json', 'application/json'].includes(new MIMEType(contentType ?? '').essence);
  } catch {
    return false;
  }
}
