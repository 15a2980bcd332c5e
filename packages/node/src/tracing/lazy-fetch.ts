/** fetch and undici, in Node or in the application's node_modules: the first request of any of them loads what traces it. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { report } from '../report.ts';

const CREATE = 'undici:request:create';

/**
 * Returns what stops it.
 * @param take subscribes from now on and takes the first message, which a new subscriber does not get; returns what stops that
 */
export function subscribeLazily(take: (message: unknown) => () => void): () => void {
  let stop = () => {
    unsubscribe(CREATE, onFirst);
  };
  const onFirst = (message: unknown) => {
    stop();
    try {
      stop = take(message);
    } catch (error) {
      stop = () => {};
      report(`fetch could not be traced: ${error instanceof Error ? error.message : error}`);
    }
  };
  subscribe(CREATE, onFirst);
  return () => stop();
}
