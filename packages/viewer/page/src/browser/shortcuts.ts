/** Keys without a field: one table, from which the help is made as well. */

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { remembered } from './remembered.ts';

export interface Shortcut {
  /** As `KeyboardEvent.key` has it; two keys after each other with a space between: `g t`. */
  keys: string;
  /** For the help: "Next error". */
  does: string;
  /** The help's heading. @default 'Everywhere' */
  group?: string;
  run: () => void;
}

/** People who speak to their computer, or hit keys by accident, turn single keys off (WCAG 2.1.4). `?` stays. */
export const singleKeys = signal(remembered.get('keys') !== 'off');

export function toggleSingleKeys(): void {
  singleKeys.value = !singleKeys.value;
  remembered.set('keys', singleKeys.value ? 'on' : 'off');
}

/** What holds now, the latest added first. */
export const shortcuts = signal<readonly Shortcut[]>([]);

/** Adds shortcuts. Gives the function that takes them away. */
function addShortcuts(added: readonly Shortcut[]): () => void {
  shortcuts.value = [...added, ...shortcuts.peek()];
  return () => {
    shortcuts.value = shortcuts.peek().filter((shortcut) => !added.includes(shortcut));
  };
}

/** Shortcuts for as long as a component is there. `run` may close over old state: read signals in it. */
export function useShortcuts(added: readonly Shortcut[]): void {
  useEffect(() => addShortcuts(added), []);
}

const SECOND_KEY_MS = 1200;
let first: { key: string; at: number } | undefined;

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const before = first && event.timeStamp - first.at < SECOND_KEY_MS ? `${first.key} ` : '';
  first = { key: event.key, at: event.timeStamp };
  const found = find(before + event.key) ?? (before ? find(event.key) : undefined);
  if (!found || !(singleKeys.value || found.keys === '?')) return;
  event.preventDefault();
  first = undefined;
  found.run();
}

const find = (keys: string) => shortcuts.value.find((shortcut) => shortcut.keys === keys);

/** A box that is ticked takes the space bar alone. */
const TYPED_INTO = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches(TYPED_INTO);
}

document.addEventListener('keydown', press);
