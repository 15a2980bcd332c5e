/** Chooses another trace of the same kind to compare with. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { quoteWord } from '../../../src/asking/waymark/filter/terms.ts';
import type { TraceListJson, TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { type AnswerError, ask } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { go } from '../browser/router.ts';
import { Icon } from '../controls/icons.tsx';
import { durationText } from '../text/durations.ts';
import { timeText } from '../text/times.ts';
import { changeText } from './change-text.ts';
import type { SpanColumns } from './columns.ts';
import './compare.css';

interface ComparePickerProps {
  trace: SpanColumns;
  /** Of the root: others that begin with the same are offered. */
  service: string;
  name: string;
}

const OFFERED = 40;

export function ComparePicker(props: ComparePickerProps) {
  const isOpen = useSignal(false);
  return (
    <>
      <button
        class="button quiet"
        type="button"
        title="Compare with another trace"
        onClick={() => {
          isOpen.value = true;
        }}
      >
        <Icon name="compare" /> Compare
      </button>
      {isOpen.value && (
        <Chooser
          {...props}
          close={() => {
            isOpen.value = false;
          }}
        />
      )}
    </>
  );
}

export const compareHref = (left: string, right: string) =>
  `/compare/${encodeURIComponent(left)}/${encodeURIComponent(right)}`;

function Chooser({ trace, service, name, close }: ComparePickerProps & { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const traces = useSignal<TraceSummaryJson[] | undefined>(undefined);
  const error = useSignal<AnswerError | undefined>(undefined);
  useEffect(() => {
    dialog.current!.showModal();
    const where = `service=${quoteWord(service)} name=${quoteWord(name)}`;
    ask<TraceListJson>('traces', { where, limit: String(OFFERED) }).then(
      (list) => {
        traces.value = list.traces.filter(({ traceId }) => traceId !== trace.traceId);
      },
      (reason) => {
        error.value = toError(reason);
      },
    );
  }, []);
  const choose = (event: SubmitEvent) => {
    event.preventDefault();
    const id = new FormData(event.target as HTMLFormElement).get('id');
    if (typeof id === 'string' && id.trim()) go(compareHref(trace.traceId, id.trim()));
  };
  return (
    <dialog ref={dialog} class="chooser" aria-labelledby="chooser-title" onClose={close}>
      <h2 id="chooser-title">
        Compare with another <span class="value">{name}</span>
      </h2>
      <form onSubmit={choose}>
        <input
          class="field mono"
          name="id"
          aria-label="Trace id"
          placeholder="Paste a trace id"
          spellcheck={false}
        />
        <button class="button primary" type="submit">
          Compare
        </button>
        <button class="button" type="button" onClick={() => dialog.current!.close()}>
          Cancel
        </button>
      </form>
      {error.value && <p class="error-text value">{error.value.message}</p>}
      {traces.value?.length === 0 && <p class="soft">No other trace of this kind is here.</p>}
      <ul class="choices">
        {traces.value?.map((other) => (
          <li key={other.traceId}>
            <a href={compareHref(trace.traceId, other.traceId)}>
              <span>{timeText(other.startUnixNano)}</span>
              <span class="number">
                {durationText(other.durationNano)} {changeText(trace.end, other.durationNano)}
              </span>
              <span class="number">{other.spanCount.toLocaleString('en')} spans</span>
              <span class={other.errorCount > 0 ? 'error-text' : 'soft'}>
                {other.errorCount > 0 ? `${other.errorCount} failed` : 'no error'}
              </span>
              <code>{other.traceId.slice(0, 8)}</code>
            </a>
          </li>
        ))}
      </ul>
    </dialog>
  );
}
