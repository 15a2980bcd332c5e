/** The layout of a map, made in a worker; the last one stays until the next is there. */

import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Layout, LayoutQuestion } from './layout.ts';

/** Answers only change with who calls whom: new figures leave every box where it is. */
export function useLayout(
  question: LayoutQuestion,
): Signal<{ question: LayoutQuestion; layout: Layout } | undefined> {
  const answer = useSignal<{ question: LayoutQuestion; layout: Layout } | undefined>(undefined);
  const key = JSON.stringify(question);
  useEffect(() => {
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Layout>) => {
      answer.value = { question, layout: data };
      worker.terminate();
    };
    worker.postMessage(question);
    return () => worker.terminate();
  }, [key]);
  return answer;
}
