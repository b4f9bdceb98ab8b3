/**
 * Every way in which the gate says no, and the status that goes with it: 400 malformed, 401 not
 * proven, 403 proven but not entitled, 202 for what is ignored without saying so.
 */
export const STATUS = {
  method_not_allowed: 405,
  bad_path: 400,
  query_not_allowed: 400,
  host_mismatch: 421,
  bad_media_type: 415,
  bad_encoding: 415,
  too_large: 413,

  sig_missing: 401,
  sig_ambiguous: 400,
  sig_malformed: 401,
  sig_algorithm: 401,
  sig_key_id: 401,
  sig_expired: 401,
  sig_invalid: 401,
  target_unsigned: 401,
  host_unsigned: 401,
  date_missing: 401,
  date_invalid: 401,
  date_out_of_window: 401,
  digest_missing: 401,
  digest_mismatch: 401,
  header_missing: 401,

  bad_json: 400,
  bad_text: 400,
  bad_number: 400,
  too_deep: 400,
  too_many_keys: 400,
  too_long: 400,
  duplicate_key: 400,

  context_unknown: 400,
  context_redefines_core: 400,
  aliased_core_term: 400,
  id_required: 400,
  bad_id: 400,
  bad_type: 400,
  bad_date: 400,
  single_actor_required: 400,
  object_required: 400,
  object_id_required: 400,
  owner_required: 400,
  too_many_recipients: 400,

  own_origin: 403,
  id_origin_mismatch: 403,
  key_origin_mismatch: 403,
  object_origin_mismatch: 403,
  owner_mismatch: 403,

  ignored: 202,
  key_unavailable: 503,
  key_gone: 401,
  actor_key_mismatch: 401,
  too_many_messages: 429,
} as const satisfies Readonly<Record<string, number>>;

export type RefusalCode = keyof typeof STATUS;

export interface Refused {
  readonly ok: false;
  readonly status: number;
  /** Stable, and without anything that came from outside. */
  readonly code: string;
  /** Seconds. */
  readonly retryAfter?: number;
  /** Who is said to have sent it, where that much could be read. Unproven: for the log. */
  readonly peer?: string;
}

export const refused = (code: RefusalCode, retryAfter?: number): Refused => ({
  ok: false,
  status: STATUS[code],
  code,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});
