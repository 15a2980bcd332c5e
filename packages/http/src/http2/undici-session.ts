/**
 * Sessions of undici, which speaks HTTP/2 over `node:http2` where a server offers it: its requests have a span already, of
 * undici's own channels, and carry that span's headers.
 */
import type { ClientHttp2Session } from 'node:http2';

/** The key by which undici finds its client again: since version 5.23, where HTTP/2 came. */
const CLIENT = 'Symbol(client)';

/** Asked once a request: an own symbol is told from the few others that Node puts on a session. */
export function isOfUndici(session: ClientHttp2Session): boolean {
  for (const key of Object.getOwnPropertySymbols(session)) {
    if (key.toString() === CLIENT) return true;
  }
  return false;
}
