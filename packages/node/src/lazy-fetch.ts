/** fetch and undici, in Node or in the application's node_modules: the first request of any of them loads the tracing. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { HttpOptions } from '@waymark/http';
import { loadChunk } from './chunks/load.ts';
import { report } from './report.ts';

const CREATE = 'undici:request:create';

/** Returns what stops it. */
export function subscribeLazily(options: () => HttpOptions): () => void {
  let stop = () => {
    unsubscribe(CREATE, onFirst);
  };
  const onFirst = (message: unknown) => {
    stop();
    try {
      stop = loadChunk('tracing').subscribeFetch(options(), message);
    } catch (error) {
      stop = () => {};
      report(`fetch could not be traced: ${error instanceof Error ? error.message : error}`);
    }
  };
  subscribe(CREATE, onFirst);
  return () => stop();
}
