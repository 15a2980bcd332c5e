/** What belongs to any live list: its button Pause, the line that says how it is, the button for what is newer. */

import type { ComponentChildren } from 'preact';
import { connection } from '../api/live.ts';
import { Icon } from '../controls/icons.tsx';
import type { Feed } from './feed.ts';
import './feed-parts.css';
import { togglePaused } from './use-feed.ts';

interface FeedProps<Item> {
  feed: Feed<Item>;
}

export function PauseButton<Item>({ feed }: FeedProps<Item>) {
  const paused = feed.paused.value;
  return (
    <button
      class="button"
      type="button"
      aria-pressed={paused}
      title="Pause or resume ( p )"
      onClick={() => togglePaused(feed)}
    >
      <Icon name={paused ? 'play' : 'pause'} /> {paused ? 'Resume' : 'Pause'}
    </button>
  );
}

interface FeedLineProps<Item> extends FeedProps<Item> {
  /** What the items are called: one and many. */
  names: [one: string, many: string];
  children?: ComponentChildren;
}

export function FeedLine<Item>({ feed, names, children }: FeedLineProps<Item>) {
  const { items, next } = feed.page.value!;
  const live = connection.value === 'open' && !feed.paused.value && !feed.behind.value;
  return (
    <div class="list-line">
      <span>
        {items.length.toLocaleString('en')}
        {next ? ' newest' : ''} {items.length === 1 ? names[0] : names[1]}
      </span>
      {children}
      <span class="spread" />
      {feed.failure.value && <span class="error-text value">{feed.failure.value.message}</span>}
      {feed.waiting.value && <span>Loading…</span>}
      {feed.paused.value && <span>Paused</span>}
      {live && <span>New {names[1]} appear by themselves</span>}
    </div>
  );
}

/** `listId` is the id of the virtual list, which goes back to its top. */
export function NewerButton<Item>({
  feed,
  listId,
  name,
}: FeedProps<Item> & { listId: string; name: string }) {
  if (!feed.behind.value) return null;
  const showNewer = () => {
    feed.paused.value = false;
    feed.view.scrollTop = 0;
    document.getElementById(listId)?.scrollTo(0, 0);
    feed.refresh();
  };
  return (
    <button class="button primary behind" type="button" onClick={showNewer}>
      <Icon name="up" /> Newer {name}
    </button>
  );
}
