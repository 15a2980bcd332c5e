/** Libraries that tell what they do on a diagnostics channel: the first message of any of them loads what listens. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { messageOf, report } from '../report.ts';

/** fetch and undici, in Node or in the application's node_modules: a request begins. */
export const FETCH = 'undici:request:create';
/** An instance is made. */
export const FASTIFY = 'fastify.initialization';

/**
 * Returns what stops it.
 * @param take subscribes from now on and takes the first message, which a new subscriber does not get; returns what stops that
 */
export function subscribeLazily(
  channel: typeof FETCH | typeof FASTIFY,
  take: (message: unknown) => () => void,
): () => void {
  let stop = () => {
    unsubscribe(channel, onFirst);
  };
  const onFirst = (message: unknown) => {
    stop();
    try {
      stop = take(message);
    } catch (error) {
      stop = () => {};
      const name = channel === FETCH ? 'fetch' : 'fastify';
      report(`${name} could not be traced: ${messageOf(error)}`);
    }
  };
  subscribe(channel, onFirst);
  return () => stop();
}
