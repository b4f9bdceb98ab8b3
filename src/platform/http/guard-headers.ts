type Headers = Readonly<Record<string, string>>;

const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** With every answer to a browser: the headers of a site that runs no script and loads nothing from elsewhere. */
export const pageGuards = (origin: URL): Headers => ({
  'content-security-policy': PAGE_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'browsing-topics=(), camera=(), geolocation=(), microphone=()',
  // `no-referrer` would make browsers send `Origin: null` with forms.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Nothing is kept by anyone unless it says so itself.
  'cache-control': 'no-store',
  ...onHttps(origin),
});

/** With what only programs read: should a browser be shown it all the same, it is text, and does nothing. */
export const documentGuards = (origin: URL): Headers => ({
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  ...onHttps(origin),
});

const onHttps = ({ protocol }: URL): Headers =>
  protocol === 'https:' ? { 'strict-transport-security': 'max-age=31536000' } : {};
