/** Asks for a map again when spans arrived, but seldom: to make one, many traces are read. */

import { effect, type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { status } from '../api/live.ts';

const EVERY_MS = 20_000;

export interface Revision {
  count: number;
  /** When it was raised. */
  atMs: number;
  raise(): void;
}

export function useSlowRevision(): Signal<Revision> {
  const revision = useSignal<Revision>({ count: 0, atMs: Date.now(), raise });
  function raise() {
    revision.value = { count: revision.peek().count + 1, atMs: Date.now(), raise };
  }
  useEffect(() => {
    let seen = status.peek()?.spans;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      const spans = status.value?.spans;
      if (spans === seen || timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          seen = status.peek()?.spans;
          raise();
        },
        // The first data appear at once.
        seen ? EVERY_MS : 0,
      );
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return revision;
}
