/** The head of a span's details: what is known of it before anything is asked. */

import type { ComponentChildren } from 'preact';
import { traceHref } from '../browser/router.ts';
import { CopyButton } from '../controls/copy.tsx';
import { Icon } from '../controls/icons.tsx';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { STATUS_ERROR } from './columns.ts';
import { ownTimeOf } from './own-time.ts';
import type { TraceState } from './trace-state.ts';

const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

export function SpanFacts({ state, row }: { state: TraceState; row: number }) {
  const { trace, tree, path } = state.model.value;
  const service = trace.services[trace.service[row]!]!;
  const onPath = path?.time[row] ?? 0;
  const link = () => {
    const at = String(trace.startUnixNano);
    return new URL(traceHref(trace.traceId, { span: trace.spanId[row]!, at }), location.href).href;
  };
  const isFailed = trace.status[row] === STATUS_ERROR;
  return (
    <header class="span-title">
      <h2 class="value" title={trace.names[trace.name[row]!]!}>
        {trace.names[trace.name[row]!]}
      </h2>
      <p>
        <span class={`service series-${seriesOf(service)}`}>
          <span class="dot" />
          <span class="value">{service}</span>
        </span>
        {KINDS[trace.kind[row]!] && <span class="badge">{KINDS[trace.kind[row]!]}</span>}
        {isFailed && (
          <span class="badge error">
            <Icon name="error" /> error
          </span>
        )}
        {trace.status[row] === 1 && <span class="badge">ok</span>}
        {trace.pending[row] === 1 && <span class="badge warn">still running</span>}
        <span class="spread" />
        <CopyButton name="span id" text={trace.spanId[row]!} />
        <CopyButton name="link to the span" icon="link" text={link} />
      </p>
      <dl class="times">
        <Fact name="Duration">{trace.pending[row] === 1 ? '…' : durationText(trace.duration[row]!)}</Fact>
        <Fact name="Starts at">{durationText(trace.start[row]!)}</Fact>
        <Fact name="Own time">{durationText(ownTimeOf(trace, tree, row))}</Fact>
        <Fact name="Critical path">{durationText(onPath)}</Fact>
        {tree.size[row]! > 1 && <Fact name="Below">{(tree.size[row]! - 1).toLocaleString('en')}</Fact>}
      </dl>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
