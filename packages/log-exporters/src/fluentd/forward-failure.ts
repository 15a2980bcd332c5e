/** Why a server that answers gets no logs: nothing that waiting for it could mend, but somebody who changes a configuration. */

import { type Failure, failure } from '@waymark/delivery';

const WHY = {
  FORWARD_NO_HELO: 'no HELO came: the server asks for no shared key, though one is configured, or it hangs',
  FORWARD_NO_PONG:
    'the server closed the connection instead of a PONG, as some do that have another shared key',
  FORWARD_KEY_WANTED: 'the server asks for a shared key, and none is configured',
  FORWARD_IMPOSTOR: 'the server did not prove that it knows the shared key',
  FORWARD_UNKNOWN: 'what answers there does not speak the Forward protocol',
} as const;

export type ForwardTrouble = keyof typeof WHY;

export function forwardFailure(code: ForwardTrouble): Failure {
  return failure(code, WHY[code]);
}

export function isForwardTrouble(code: string): code is ForwardTrouble {
  return code in WHY;
}

/** The server refused key or user, and said why; its words are for a person, and its own. */
export class Refusal extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super('the server refuses the client');
    this.reason = reason;
  }
}
