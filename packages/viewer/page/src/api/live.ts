/** What the viewer says by itself: that something changed, and how much it holds. */

import { signal } from '@preact/signals';
import type { StatusJson } from '../../../src/asking/waymark/shapes.ts';

const RETRY_MS = 2000;

/** The newest word; undefined before the first. `status.value.version` rises with each change. */
export const status = signal<StatusJson | undefined>(undefined);

/** `lost`: there was a connection, or there never could be one; it is tried again. */
export const connection = signal<'connecting' | 'open' | 'lost'>('connecting');

/** Rises when a connection is there again: it may be to another viewer, which has kept nothing of what is shown. */
export const reconnections = signal(0);

/** Listens for as long as the page is there. The first event comes at once, also after a connection that was lost. */
export function listen(): void {
  const source = new EventSource('/api/waymark/live');
  source.onopen = () => {
    if (connection.peek() === 'lost') reconnections.value++;
    connection.value = 'open';
  };
  source.addEventListener('change', (event) => {
    newest = JSON.parse(event.data) as StatusJson;
    tell();
  });
  source.onerror = () => {
    connection.value = 'lost';
    // After an answer that is no stream the browser gives up; we do not.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MS);
  };
}

let newest: StatusJson | undefined;

/** A page that nobody sees asks for nothing: it hears of it when it is looked at again. */
function tell(): void {
  if (document.visibilityState === 'visible') status.value = newest;
}

document.addEventListener('visibilitychange', tell);
