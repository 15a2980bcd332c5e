/** Whether the name servers answer, found out in a way that can be stopped. */

import { clearTimeout, setTimeout } from './builtins.ts';
import { ownDns } from './own-modules.ts';

/** A question to c-ares keeps the process alive, so this is how long silence is worth waiting for. */
const LIMIT_MS = 1_000;

/** The second try has twice the time. */
const TRY = { timeout: 400, tries: 2 };

const SILENCE = new Set(['ETIMEOUT', 'ECANCELLED']);

/**
 * Asks for `names` all at once. Calls `done` once: with true as soon as any was answered, be it by an error, and with
 * false when none was in a second or the returned function was called.
 *
 * @param servers instead of the system's
 */
export function askNameServers(
  names: readonly string[],
  done: (answered: boolean) => void,
  servers?: readonly string[],
): () => void {
  const resolver = new (ownDns().Resolver)(TRY);
  if (servers !== undefined) resolver.setServers(servers);
  let silent = 0;
  let over = false;
  const end = (answered: boolean) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    resolver.cancel();
    done(answered);
  };
  const stop = () => end(false);
  const timer = setTimeout(stop, LIMIT_MS).unref();
  for (const name of names) {
    resolver.resolve4(name, (error) => {
      const answered = error === null || !SILENCE.has(error.code ?? '');
      if (answered || ++silent === names.length) end(answered);
    });
  }
  return stop;
}
