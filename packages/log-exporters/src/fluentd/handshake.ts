/**
 * The Forward protocol's handshake (specification v1, "Handshake messages"): the server says HELO with a nonce, the
 * client PING with a digest of the shared key, the server PONG with a digest of its own. The key itself is never sent,
 * nor is the password. Texts of a server are bytes here, since Fluentd's nonces are no UTF-8.
 */

import { createHash, timingSafeEqual } from 'node:crypto';

export interface ForwardCredentials {
  sharedKey: string;
  /** Of the server's `<security><user>`, where it wants one. */
  username?: string | undefined;
  password?: string | undefined;
}

export interface Helo {
  nonce: Uint8Array;
  /**
   * Salt of the password's digest. Fluentd and Fluent Bit send one whether they want a user or not: only an empty one
   * tells something, which is that none is wanted.
   */
  auth: Uint8Array;
  /** Whether the server leaves a connection open after the first message. */
  keepalive: boolean;
}

/** What a client says of itself, and the salt that it drew for this connection. */
export interface Self {
  hostname: string;
  salt: string;
}

/** Undefined when the message is no HELO. */
export function heloOf(message: unknown): Helo | undefined {
  if (!Array.isArray(message) || message.length !== 2 || textOf(message[0]) !== 'HELO') return undefined;
  const { nonce, auth, keepalive } = Object(message[1]) as Record<string, unknown>;
  if (!(nonce instanceof Uint8Array)) return undefined;
  return {
    nonce,
    auth: auth instanceof Uint8Array ? auth : new Uint8Array(),
    keepalive: keepalive !== false,
  };
}

export function ping(helo: Helo, self: Self, credentials: ForwardCredentials): unknown[] {
  const { sharedKey, username = '', password = '' } = credentials;
  const proof = sha512(self.salt, self.hostname, helo.nonce, sharedKey);
  if (helo.auth.length === 0) return ['PING', self.hostname, self.salt, proof, '', ''];
  return ['PING', self.hostname, self.salt, proof, username, sha512(helo.auth, username, password)];
}

export type PongVerdict =
  | 'welcome'
  /** The server does not take our key or user, and gave a reason. */
  | { refused: string }
  /** The server takes everybody: it did not prove that it knows the key, and gets nothing. */
  | 'impostor'
  | 'no pong';

export function judgePong(message: unknown, helo: Helo, self: Self, sharedKey: string): PongVerdict {
  if (!Array.isArray(message) || message.length !== 5 || textOf(message[0]) !== 'PONG') return 'no pong';
  const [, welcome, reason, hostname, proof] = message;
  if (welcome !== true) return { refused: textOf(reason) ?? '' };
  if (!(hostname instanceof Uint8Array) || !(proof instanceof Uint8Array)) return 'impostor';
  return isEqual(proof, sha512(self.salt, hostname, helo.nonce, sharedKey)) ? 'welcome' : 'impostor';
}

/** The chunk that a message acknowledges, undefined when it is no ack. */
export function ackOf(message: unknown): string | undefined {
  return textOf((Object(message) as Record<string, unknown>)['ack']);
}

function textOf(value: unknown): string | undefined {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : undefined;
}

function sha512(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** In a time that does not tell how much of it was right. */
function isEqual(proof: Uint8Array, expected: string): boolean {
  const bytes = Buffer.from(expected);
  return proof.length === bytes.length && timingSafeEqual(proof, bytes);
}
