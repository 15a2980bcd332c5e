/** What the trace is called, its figures, and what can be done with it. */

import { useEffect, useMemo } from 'preact/hooks';
import { apiHref } from '../api/client.ts';
import { href } from '../browser/router.ts';
import { CopyButton } from '../controls/copy.tsx';
import { Icon } from '../controls/icons.tsx';
import { seriesOf } from '../style/colors.ts';
import { counted } from '../text/counted.ts';
import { durationText } from '../text/durations.ts';
import { clockText, dayText, exactText, millisOf } from '../text/times.ts';
import { ComparePicker } from './compare-picker.tsx';
import { shellQuoted } from './curl.ts';
import { titleRow } from './model.ts';
import type { TraceState } from './trace-state.ts';

export function TraceHead({ state }: { state: TraceState }) {
  const model = state.model.value;
  const { trace, tree, errors } = model;
  const row = titleRow(model);
  const service = trace.services[trace.service[row] ?? -1] ?? '';
  const name = trace.names[trace.name[row] ?? -1] ?? 'No spans of this trace have arrived';
  const isPending = useMemo(() => trace.pending.indexOf(1) >= 0, [trace]);
  const start = String(trace.startUnixNano);
  const exported = apiHref('export', { trace: trace.traceId });
  useEffect(() => {
    document.title = [name, service, 'Waymark'].filter(Boolean).join(' · ');
  }, [name, service]);
  return (
    <header class="trace-head">
      <div class="trace-title">
        <h1>
          {trace.size > 0 && (
            <span class={`service series-${seriesOf(service)}`}>
              <span class="dot" />
              <span class="value">{service}</span>
            </span>
          )}
          <span class="value trace-name">{name}</span>
        </h1>
        {isPending && <span class="badge warn">still running</span>}
        <span class="spread" />
        <ComparePicker trace={trace} service={service} name={name} />
        <CopyButton name="trace id" text={trace.traceId} />
        <CopyButton
          name="command that downloads the trace"
          icon="terminal"
          text={() => `curl ${shellQuoted(new URL(exported, location.href).href)}`}
        />
        <a
          class="button quiet icon"
          href={exported}
          download={`trace-${trace.traceId}.jsonl`}
          aria-label="Download as OTLP JSON"
          title="Download as OTLP JSON"
        >
          <Icon name="download" />
        </a>
      </div>
      <p class="facts soft">
        <span title={exactText(start)}>
          {dayText(millisOf(start))} {clockText(millisOf(start))}
        </span>
        <strong>{durationText(trace.end)}</strong>
        <span>{counted(trace.size, 'span')}</span>
        <span>{counted(trace.services.length, 'service')}</span>
        <span>{counted(tree.depth, 'level')}</span>
        {errors.length > 0 && <span class="error-text">{counted(errors.length, 'error')}</span>}
        <span class="fact">
          trace <code class="value">{trace.traceId}</code>
        </span>
        {trace.requestId !== undefined && (
          <span class="fact">
            request{' '}
            <a class="mono value" href={href('/logs', { where: `request=${quoted(trace.requestId)}` })}>
              {trace.requestId}
            </a>
            <CopyButton name="request id" text={trace.requestId} />
          </span>
        )}
      </p>
    </header>
  );
}

const quoted = (text: string) => (/^[\w.:/-]+$/.test(text) ? text : JSON.stringify(text));
