/** A feed on a page: it follows the address and what arrives, for as long as the page is there. */

import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { reconnections } from '../api/live.ts';
import { place } from '../browser/router.ts';
import { useShortcuts } from '../browser/shortcuts.ts';
import { announce } from '../controls/announcer.tsx';
import { whereOf } from '../filter/params.ts';
import { timeRange } from '../filter/time-range.ts';
import type { Feed } from './feed.ts';

/** `name` is what its items are called: "traces". */
export function useFeed<Item>(feed: Feed<Item>, name: string): void {
  const where = whereOf();
  const { since, from, to } = Object.fromEntries(place.value.params);
  useEffect(() => {
    feed.show(where, timeRange(place.peek().params)).then(() => announceCount(feed, name));
  }, [where, since, from, to]);
  useEffect(() => follow(feed), []);
  useShortcuts([{ keys: 'p', does: 'Pause, resume', group: 'Lists', run: () => togglePaused(feed) }]);
}

export function togglePaused<Item>(feed: Feed<Item>): void {
  feed.paused.value = !feed.paused.value;
  announce(feed.paused.value ? 'Paused' : 'Live');
  if (!feed.paused.value) feed.refresh();
}

/** A list that is scrolled stays as it is under the eyes of the reader; at its top it goes on. */
export function scrolled<Item>(feed: Feed<Item>, scrollTop: number): void {
  feed.view.scrollTop = scrollTop;
  if (scrollTop === 0 && feed.behind.peek() && !feed.paused.peek()) feed.refresh();
}

function follow<Item>(feed: Feed<Item>): () => void {
  let seen = feed.arrived();
  return effect(() => {
    const arrived = feed.arrived();
    if (reconnections.value !== feed.view.connections) {
      feed.view.connections = reconnections.value;
      seen = arrived;
      feed.reload();
      return;
    }
    if (arrived === seen) return;
    seen = arrived;
    if (feed.paused.peek() || feed.view.scrollTop > 0) feed.behind.value = true;
    else feed.refresh();
  });
}

function announceCount<Item>(feed: Feed<Item>, name: string): void {
  const page = feed.page.peek();
  if (page) announce(`${page.items.length}${page.next ? ' or more' : ''} ${name}`);
}
