/**
 * `X-Waymark-Signature: t=<unix seconds>,v1=<hex>`: a caller that holds a key vouches for the trace that it hands on.
 *
 * Signed is `t.method.path.traceparent.x-request-id` with HMAC-SHA256, what is absent as nothing between its dots. The
 * body, the query and all other headers are not: RATIONALE.md says what a signature is worth.
 */

/** In lower case, as HTTP/2 and gRPC have it. */
export const SIGNATURE_HEADER = 'x-waymark-signature';

/** How far a signature's time may be from ours, before or behind: seconds. */
export const TOLERANCE_SECONDS = 300;

/** What is signed of a request, each as it is in the request. */
export interface SignedParts {
  /** As in the request line: `GET`. */
  readonly method: string;
  /** By {@link targetPath}: the request's target without its query. */
  readonly path: string;
  /** The `traceparent` header. */
  readonly traceparent: string | undefined;
  /** The `x-request-id` header. */
  readonly requestId: string | undefined;
}

const SIGNATURE = /^t=(\d{1,12}),v1=([\da-f]{64})$/;
/** Between the dots that separate what is signed. */
const TRACEPARENT_WITHIN = /(?:^|\.)[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}(?:\.|$)/;

// Taken now: an application that fakes the time in its tests has nothing to do with signatures.
const { now } = Date;

/**
 * The header's value; `undefined` for a request that no receiver could verify: its parts can be read in two ways.
 *
 * @param seconds Since the epoch, without a fraction. @default now
 */
export function sign(parts: SignedParts, key: string, seconds: number = nowSeconds()): string | undefined {
  return isAmbiguous(parts) ? undefined : `t=${seconds},v1=${digest(parts, key, seconds).toString('hex')}`;
}

/**
 * Whether `header` is a signature of these parts by one of `keys`, made within {@link TOLERANCE_SECONDS} of now. Compares in
 * constant time. Anything but one well-formed signature is none: two of them, capitals, spaces, further parameters.
 *
 * @param seconds Since the epoch. @default now
 */
export function verify(
  header: unknown,
  parts: SignedParts,
  keys: readonly string[],
  seconds: number = nowSeconds(),
): boolean {
  const found = typeof header === 'string' ? SIGNATURE.exec(header) : null;
  if (found === null) return false;
  const signedAt = Number(found[1]);
  if (Math.abs(seconds - signedAt) > TOLERANCE_SECONDS || isAmbiguous(parts)) return false;
  // As it was written: `t=007` was signed as that.
  const claimed = Buffer.from(found[2]!, 'hex');
  const { timingSafeEqual } = crypto();
  let isGenuine = false;
  for (const key of keys) isGenuine = timingSafeEqual(digest(parts, key, found[1]!), claimed) || isGenuine;
  return isGenuine;
}

/** Nothing that ends an authority for some readers alone: `http://a\internal/x`. */
const SCHEME_AND_HOST = /^[a-z][a-z\d+.-]*:\/\/(?:[\w.~%!$&'()*+,;=:-]*@)?[\w.:[\]~-]+(?=\/|$)/i;

/** A header in the one form that both ends sign: HTTP/2 keeps apart, and a client may be given apart, what `node:http` joins. */
export function asSigned(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' || header === undefined ? header : header.join(', ');
}

/**
 * The path of a request's target, as it was sent: without the query, and of the absolute form, which proxies are asked in,
 * without scheme and host. Nothing is decoded or resolved; a target whose host could be another stays whole.
 */
export function targetPath(target: string): string {
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  if (path.charCodeAt(0) === SLASH) return path;
  const before = SCHEME_AND_HOST.exec(path)?.[0];
  return before === undefined ? path : path.slice(before.length) || '/';
}

const SLASH = 0x2f;

function digest(
  { method, path, traceparent = '', requestId = '' }: SignedParts,
  key: string,
  seconds: number | string,
): Buffer {
  const signed = `${seconds}.${method}.${path}.${traceparent}.${requestId}`;
  return crypto().createHmac('sha256', key).update(signed).digest();
}

/**
 * Dots separate the parts, and paths and ids may have dots. Where none of these has what looks like a `traceparent`, or two
 * dots in a row instead of one, there is one way to take the parts from each other, and a signature of one request fits no other.
 */
function isAmbiguous({ method, path, traceparent, requestId = '' }: SignedParts): boolean {
  if (method.includes('.')) return true;
  if (TRACEPARENT_WITHIN.test(path) || TRACEPARENT_WITHIN.test(requestId)) return true;
  if (traceparent) return !TRACEPARENT_WITHIN.test(traceparent) || traceparent.includes('.');
  return /\.\.|\.$/.test(path) || /^\.|\.\./.test(requestId);
}

function nowSeconds(): number {
  return Math.floor(now() / 1000);
}

/** Only who signs or verifies needs it: loading costs milliseconds. */
function crypto(): typeof import('node:crypto') {
  return process.getBuiltinModule('node:crypto');
}
