/** One trace: its head, its spans over time, and what is known of the one that is looked at. */

import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { SkeletonJson, TraceListJson } from '../../../src/asking/waymark/shapes.ts';
import type { AnswerError } from '../api/client.ts';
import { ask } from '../api/client.ts';
import { status } from '../api/live.ts';
import { toError } from '../api/use-answer.ts';
import { type PageProps, place } from '../browser/router.ts';
import { Blank, Failed } from '../controls/blank.tsx';
import { exactText } from '../text/times.ts';
import { columnsFrom, type SpanColumns } from './columns.ts';
import './trace.css';
import { type TraceState, traceState } from './trace-state.ts';
import { TraceView } from './trace-view.tsx';

/** `/traces/:id?span=&at=&zoom=&view=&find=` */
export function TracePage({ args: [traceId] }: PageProps) {
  const id = traceId!;
  const loaded = useSignal<{ id: string; state: TraceState } | undefined>(undefined);
  const error = useSignal<AnswerError | undefined>(undefined);
  const again = useSignal(0);
  useEffect(() => {
    const abort = new AbortController();
    error.value = undefined;
    document.title = `Trace ${id.slice(0, 8)} · Waymark`;
    ask<SkeletonJson>(skeletonPath(id), {}, abort.signal).then(
      (skeleton) => {
        loaded.value = { id, state: traceState(columnsFrom(skeleton)) };
      },
      (reason) => {
        if (!abort.signal.aborted) error.value = toError(reason);
      },
    );
    return () => abort.abort();
  }, [id, again.value]);
  const state = useComputed(() => loaded.value?.state).value;
  const onGone = (reason: AnswerError) => {
    error.value = reason;
  };
  if (error.value?.status === 404) return <Gone id={id} ran={loaded.value?.id === id} />;
  if (error.value) return <Failed error={error.value} retry={() => again.value++} />;
  if (!state || loaded.value?.id !== id) return <Loading />;
  return <Living id={id} state={state} onGone={onGone} key={id} />;
}

const skeletonPath = (id: string) => `traces/${encodeURIComponent(id)}/skeleton`;

function Loading() {
  return (
    <p class="trace-loading soft" role="status">
      Loading the trace …
    </p>
  );
}

interface GoneProps {
  id: string;
  /** It was here, and ran. */
  ran: boolean;
}

/** The address says when it was, so that one learns whether it is too old. */
function Gone({ id, ran }: GoneProps) {
  const at = place.value.params.get('at');
  const { notice } = status.value ?? {};
  return (
    <Blank title="This trace is not here" isPage>
      <p class="mono value">{id}</p>
      <p>
        {at && /^\d+$/.test(at) ? `It started at ${exactText(at)}. ` : ''}
        {ran
          ? 'It still ran when it was last heard of: its process has ended, or did not send it.'
          : (notice ?? 'It was never received here, or this viewer was started without what it had kept.')}
      </p>
      <a class="button" href="/traces">
        To the newest traces
      </a>
    </Blank>
  );
}

interface LivingProps {
  id: string;
  state: TraceState;
  /** All of it ran, and nothing is heard of it any more. */
  onGone: (reason: AnswerError) => void;
}

/** Spans that arrive late, or that still run, appear by themselves. */
function Living({ id, state, onGone }: LivingProps) {
  useEffect(() => follow(id, state, onGone), [state]);
  const view = useMemo(() => <TraceView state={state} />, [state]);
  return view;
}

const REFRESH_MS = 1000;
/** How long after its start a trace is expected to grow. */
const YOUNG_MS = 60_000;

function follow(id: string, state: TraceState, onGone: LivingProps['onGone']): () => void {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refreshSoon = () => {
    timer ??= setTimeout(refresh, REFRESH_MS);
  };
  const refresh = async () => {
    try {
      if (await hasChanged(id, state, abort.signal))
        state.update(columnsFrom(await ask<SkeletonJson>(skeletonPath(id), {}, abort.signal)));
    } catch (reason) {
      if (abort.signal.aborted) return;
      const error = toError(reason);
      if (error.status === 404) return onGone(error);
      // Otherwise the next change asks again; the page shows elsewhere that the viewer is gone.
    }
    timer = undefined;
    if (abort.signal.aborted) return;
    if (isRunning(state.model.peek().trace)) refreshSoon();
  };
  const stop = status.subscribe((newest) => {
    if (newest === undefined) return;
    const { trace } = state.model.peek();
    const age = Date.now() - Number(trace.startUnixNano / 1_000_000n);
    if (isRunning(trace) || age < YOUNG_MS) refreshSoon();
  });
  return () => {
    stop();
    clearTimeout(timer);
    abort.abort();
  };
}

const isRunning = ({ pending }: SpanColumns) => pending.indexOf(1) >= 0;

/** Asks for one line of the list, which is small however large the trace is. */
async function hasChanged(id: string, state: TraceState, signal: AbortSignal): Promise<boolean> {
  const { trace } = state.model.peek();
  if (isRunning(trace)) return true;
  const { traces } = await ask<TraceListJson>('traces', { where: `trace=${id}`, limit: '1' }, signal);
  const [summary] = traces;
  return summary !== undefined && (summary.spanCount !== trace.size || summary.pending === true);
}
