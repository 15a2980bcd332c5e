/** What the viewer knows of a span besides its time: attributes, log lines and events, links, resource. */

import type { ComponentChildren } from 'preact';
import type { SpanDetailsJson } from '../../../src/asking/waymark/shapes.ts';
import { AttributeTable } from '../attributes/attribute-table.tsx';
import { traceHref } from '../browser/router.ts';
import { CopyButton } from '../controls/copy.tsx';
import { Icon } from '../controls/icons.tsx';
import { exactText } from '../text/times.ts';
import { curlOf } from './curl.ts';
import { MomentList } from './moment-list.tsx';
import type { Moment } from './moments.ts';
import type { TraceState } from './trace-state.ts';

interface SpanSectionsProps {
  state: TraceState;
  details: SpanDetailsJson['spans'][number];
  moments: readonly Moment[];
}

export function SpanSections({ state, details, moments }: SpanSectionsProps) {
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
