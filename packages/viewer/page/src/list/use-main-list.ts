/** The list that a page is about: keys find it when nothing has the focus, and Back finds its row again. */

import { useEffect } from 'preact/hooks';
import type { VirtualListHandle } from './virtual-list.tsx';

const KEYS = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'j', 'k']);

/** `isKnown`: one of its rows was active before. */
export function useMainList(list: { current: VirtualListHandle | null }, isKnown: boolean): void {
  useEffect(() => {
    if (isKnown && document.activeElement === document.body) list.current?.focus();
    const press = (event: KeyboardEvent) => {
      if (event.target !== document.body || !KEYS.has(event.key)) return;
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      list.current?.focus();
      // To the list itself, as if it had had the focus.
      list.current?.element.dispatchEvent(new KeyboardEvent('keydown', { key: event.key }));
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
