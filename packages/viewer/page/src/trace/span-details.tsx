/** All that is known of one span. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LogListJson, SpanDetailsJson } from '../../../src/asking/waymark/shapes.ts';
import { type AnswerError, ask } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { interleaved, type Moment } from './moments.ts';
import { SpanFacts } from './span-facts.tsx';
import { SpanSections } from './span-sections.tsx';
import type { TraceState } from './trace-state.ts';

interface Loaded {
  spanId: string;
  details: SpanDetailsJson;
  moments: Moment[];
}

/** Arrows held down pass over many spans: only where they stop is asked for. */
const PAUSE_MS = 90;
const MOST_LOGS = 200;

export function SpanDetails({ state }: { state: TraceState }) {
  const loaded = useSignal<Loaded | undefined>(undefined);
  const error = useSignal<AnswerError | undefined>(undefined);
  const row = state.selected.value;
  const { trace } = state.model.value;
  const spanId = trace.spanId[row];
  const isPending = trace.pending[row] === 1;
  useEffect(() => {
    if (spanId === undefined) return;
    const abort = new AbortController();
    const load = async () => {
      try {
        const path = `traces/${encodeURIComponent(trace.traceId)}/spans/${encodeURIComponent(spanId)}`;
        const [details, { logs }] = await Promise.all([
          ask<SpanDetailsJson>(path, {}, abort.signal),
          ask<LogListJson>(
            'logs',
            { trace: trace.traceId, span: spanId, limit: String(MOST_LOGS) },
            abort.signal,
          ),
        ]);
        const events = details.spans.flatMap(({ span }) => span.events.map((event) => ({ spanId, event })));
        error.value = undefined;
        loaded.value = { spanId, details, moments: interleaved(logs.reverse(), events) };
      } catch (reason) {
        if (!abort.signal.aborted) error.value = toError(reason);
      }
    };
    const timer = setTimeout(load, loaded.peek() === undefined ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [trace.traceId, spanId, isPending]);
  if (spanId === undefined) return <p class="soft hint">Choose a span to see all that is known of it.</p>;
  const here = loaded.value?.spanId === spanId ? loaded.value : undefined;
  return (
    <>
      <SpanFacts state={state} row={row} />
      {error.value && !here && <p class="error-text value">{error.value.message}</p>}
      {here?.details.spans.map((each, at) => (
        <SpanSections key={at} state={state} details={each} moments={at === 0 ? here.moments : []} />
      ))}
    </>
  );
}
