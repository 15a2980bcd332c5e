/** What an answer, or the lack of one, means for the batch that was sent. */

import type { Batch } from './backlog.ts';
import type { Failure } from './failure.ts';
import { partialSuccessOfJson, statusOfJson } from './response-json.ts';
import { type NumberAndText, numberAndTextOf, partialSuccessOf } from './response-message.ts';
import { retryAfterMs } from './retry.ts';
import { isTlsRefusal, tlsTrouble } from './tls-trouble.ts';
import type { Answer } from './transport.ts';

/** What happened to one request: the server's answer, or why there is none. */
export type Outcome = Answer | Error;

export type Verdict =
  /** Taken; `rejected` records of it were not, or `message` is a warning. */
  | { kind: 'delivered'; rejected: number; message: string }
  /**
   * Some records were taken (`delivered`), some refused for good (`rejected`), and the rest, which `again` holds, not now. The
   * queue takes the number of the rest from the batch's own: its counts balance whatever is said here.
   */
  | { kind: 'some'; delivered: number; rejected: number; why: string; again?: Batch; afterMs?: number }
  /**
   * Not now. `unreachable`: no answer at all; `refused`: and it took no time to find out, nor will the next attempt do better
   * in the few seconds that the end of a process has, since nobody listens there or one side does not trust the other.
   */
  | { kind: 'retry'; why: string; afterMs?: number; unreachable: boolean; refused: boolean }
  /** Never: sending it again would end the same way. */
  | { kind: 'drop'; why: string }
  /** The server does not know this signal. */
  | { kind: 'off'; why: string };

/** OTLP 1.x, "Retryable Response Codes". */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** google.rpc.Code UNIMPLEMENTED, which some say in the body of an error. */
const UNIMPLEMENTED = 12;

/** Nobody is there, or somebody else, and it took no time to find out. */
const REFUSED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ERR_HTTP2_ERROR', // gRPC to a port of HTTP/1: the next attempt ends as fast
  'HPE_INVALID_CONSTANT', // HTTP to a port of TLS
]);

/** Thrown for what was configured, not for what happened on the network. */
const NOT_SENDABLE = /^ERR_(?!HTTP2_INVALID_S(?:ESSION|TREAM)$)(?:INVALID|HTTP|HTTP2_INVALID|UNESCAPED)_/;

const UNTRUSTED = 'the certificate is not trusted; configure the CA that signed it';

const EXPLAINED: Record<string, string> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNRESET: 'the connection was closed before the answer was complete',
  EPIPE: 'the connection was closed before the request was sent',
  ETIMEDOUT: 'no answer in time',
  ETIMEOUT: 'the name servers do not answer',
  NO_CHILD: 'no process could be started to deliver at exit',
  ERR_INVALID_CHAR: 'a configured header holds a character that HTTP does not allow',
  ERR_HTTP_INVALID_HEADER_VALUE: 'a configured header has no valid value',
  ERR_INVALID_HTTP_TOKEN: 'a configured header has a name that HTTP does not allow',
  ERR_HTTP2_INVALID_CONNECTION_HEADERS: 'a configured header is one that HTTP/2 does not have',
  ERR_HTTP2_ERROR: 'the server does not speak HTTP/2, which gRPC needs',
  EPROTO: 'the TLS handshake failed',
  HPE_INVALID_CONSTANT: 'the answer is no HTTP, as with http:// to a port that speaks TLS',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: 'the certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host name',
};

/** @param optional whether a server that does not know the signal is no error */
export function verdictOf(outcome: Outcome, optional: boolean): Verdict {
  return outcome instanceof Error ? verdictOfError(outcome) : ofAnswer(outcome, optional);
}

/** What no answer means, whatever the protocol. */
export function verdictOfError(error: Error & Partial<Failure>): Verdict {
  const code = error.code ?? error.name;
  const explained = error.why ?? tlsTrouble(error) ?? EXPLAINED[code];
  // Deliberately not the error's own message: Node puts header names, and the system puts paths, into some.
  const why = explained ? `${explained} (${code})` : code;
  if (NOT_SENDABLE.test(code)) return { kind: 'drop', why };
  return { kind: 'retry', why, unreachable: true, refused: REFUSED.has(code) || isTlsRefusal(code) };
}

function ofAnswer(answer: Answer, optional: boolean): Verdict {
  const { status } = answer;
  if (status >= 200 && status < 300) return delivered(partialSuccessIn(answer));
  const reason = reasonIn(answer);
  const why = reason?.text ? `HTTP ${status}, '${reason.text}'` : `HTTP ${status}`;
  if (optional && (status === 404 || status === 501 || reason?.number === UNIMPLEMENTED)) {
    return { kind: 'off', why };
  }
  if (!RETRYABLE.has(status)) return { kind: 'drop', why: `${why}${adviceOn(status)}` };
  return notNow(why, retryAfterMs(answer.retryAfter));
}

/** A server that is there asks to come again. @param afterMs how long it wants to be left alone, where it says so */
export function notNow(why: string, afterMs?: number): Verdict & { kind: 'retry' } {
  const wait = afterMs === undefined ? {} : { afterMs };
  return { kind: 'retry', why, unreachable: false, refused: false, ...wait };
}

/** In the format of the request, which is the answer's too (OTLP 1.x, "OTLP/HTTP Response"). */
function partialSuccessIn({ contentType, body }: Answer): NumberAndText | undefined {
  if (contentType.includes('protobuf')) return partialSuccessOf(body);
  return isJson(contentType) ? partialSuccessOfJson(body) : undefined;
}

function reasonIn({ contentType, body }: Answer): NumberAndText | undefined {
  if (contentType.includes('protobuf')) return numberAndTextOf(body);
  return isJson(contentType) ? statusOfJson(body) : undefined;
}

function isJson(contentType: string): boolean {
  return /^application\/json\b/.test(contentType);
}

/** @param partial what of it was not taken */
export function delivered(partial: NumberAndText | undefined): Verdict {
  return { kind: 'delivered', rejected: partial?.number ?? 0, message: partial?.text ?? '' };
}

function adviceOn(status: number): string {
  if (status === 401 || status === 403) return ' (check the configured credentials)';
  if (status === 404 || status === 405 || (status >= 300 && status < 400))
    return ' (check the configured URL)';
  return '';
}
