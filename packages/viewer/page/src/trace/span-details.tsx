/** All that is known of one span. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LogListJson, SpanDetailsJson } from '../../../src/asking/waymark/shapes.ts';
import { type AnswerError, ask } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { CopyButton } from '../shell/copy.tsx';
import { Icon } from '../shell/icons.tsx';
import { traceHref } from '../shell/router.ts';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { exactText } from '../text/times.ts';
import { AttributeTable } from './attribute-table.tsx';
import { curlOf } from './curl.ts';
import { MomentList } from './moment-list.tsx';
import { interleaved, type Moment } from './moments.ts';
import { ownTimeOf } from './own-time.ts';
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
        <Details key={at} state={state} row={row} details={each} moments={at === 0 ? here.moments : []} />
      ))}
    </>
  );
}

const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

function SpanFacts({ state, row }: { state: TraceState; row: number }) {
  const { trace, tree, path } = state.model.value;
  const service = trace.services[trace.service[row]!]!;
  const onPath = path?.time[row] ?? 0;
  const link = () => {
    const at = String(trace.startUnixNano);
    return new URL(traceHref(trace.traceId, { span: trace.spanId[row]!, at }), location.href).href;
  };
  const isFailed = trace.status[row] === 2;
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

interface DetailsProps {
  state: TraceState;
  row: number;
  details: SpanDetailsJson['spans'][number];
  moments: readonly Moment[];
}

function Details({ state, details, moments }: DetailsProps) {
  const { span, resource, scope, warnings } = details;
  const { trace } = state.model.value;
  const curl = curlOf(span);
  const start = BigInt(span.startTimeUnixNano);
  return (
    <>
      {span.status.message && (
        <p class={`status-message value ${span.status.code === 2 ? 'failed' : ''}`}>{span.status.message}</p>
      )}
      {warnings.map((text) => (
        <p key={text} class="hint warn-text value">
          <Icon name="warning" /> {text}
        </p>
      ))}
      <Section title="Attributes" count={span.attributes.length} dropped={span.droppedAttributesCount}>
        {curl && (
          <p class="row-of-buttons">
            <CopyButton name="request as curl" icon="terminal" label="Copy as curl" text={curl} />
          </p>
        )}
        <AttributeTable attributes={span.attributes} traceSearch />
      </Section>
      <Section title="Logs and events" count={moments.length} dropped={span.droppedEventsCount}>
        <MomentList moments={moments} start={start} />
      </Section>
      <Section title="Links" count={span.links.length} dropped={span.droppedLinksCount}>
        {span.links.map((link) => (
          <div key={`${link.traceId}${link.spanId}`} class="span-link">
            <a class="mono value" href={traceHref(link.traceId, { span: link.spanId })}>
              {link.traceId === trace.traceId ? 'this trace' : link.traceId} · {link.spanId}
            </a>
            <AttributeTable attributes={link.attributes} />
          </div>
        ))}
      </Section>
      <Section
        title="Resource"
        count={resource.attributes.length}
        dropped={resource.droppedAttributesCount}
        closed
      >
        <AttributeTable attributes={resource.attributes} />
      </Section>
      <Section title="About the span" count={1} closed>
        <AttributeTable
          attributes={factsOf({
            'span id': span.spanId,
            'parent span id': span.parentSpanId,
            'trace state': span.traceState,
            start: exactText(span.startTimeUnixNano),
            end: span.endTimeUnixNano === '0' ? '' : exactText(span.endTimeUnixNano),
            scope: [scope.name, scope.version].filter(Boolean).join(' '),
          })}
        />
        <AttributeTable attributes={scope.attributes} />
      </Section>
    </>
  );
}

function factsOf(facts: Record<string, string>) {
  return Object.entries(facts).flatMap(([key, stringValue]) =>
    stringValue === '' ? [] : [{ key, value: { stringValue } }],
  );
}

interface SectionProps {
  title: string;
  count: number;
  /** How many the sender has left out. */
  dropped?: number;
  /** At first. */
  closed?: boolean;
  children: ComponentChildren;
}

/** Nothing where there is nothing. */
function Section({ title, count, dropped = 0, closed = false, children }: SectionProps) {
  if (count + dropped === 0) return null;
  return (
    <details class="panel-section" open={!closed}>
      <summary>
        <h3>{title}</h3>
        {count > 1 && <span class="soft number">{count}</span>}
        {dropped > 0 && <span class="badge warn">{dropped} dropped by the sender</span>}
      </summary>
      {children}
    </details>
  );
}
