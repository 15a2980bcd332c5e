/** One of two traces that are compared, in the head of the page. */

import { traceHref } from '../browser/router.ts';
import { counted } from '../text/counted.ts';
import { durationText } from '../text/durations.ts';
import { clockText, dayText, exactText, millisOf } from '../text/times.ts';
import { changeText } from './change-text.ts';
import { type TraceModel, titleRow } from './model.ts';

interface SideHeadProps {
  name: string;
  model: TraceModel;
  /** What it is compared with. */
  against?: TraceModel;
}

export function SideHead({ name, model, against }: SideHeadProps) {
  const { trace } = model;
  const start = String(trace.startUnixNano);
  const row = titleRow(model);
  return (
    <div class="compare-side">
      <span class="badge">{name}</span>
      <a href={traceHref(trace.traceId)}>
        <strong class="value">
          {trace.services[trace.service[row] ?? -1]} {trace.names[trace.name[row] ?? -1]}
        </strong>
      </a>
      <span class="facts soft">
        <span title={exactText(start)}>
          {dayText(millisOf(start))} {clockText(millisOf(start))}
        </span>
        <strong>
          {durationText(trace.end)} {against && changeText(against.trace.end, trace.end)}
        </strong>
        <span>{counted(trace.size, 'span')}</span>
        <span class={model.errors.length > 0 ? 'error-text' : ''}>
          {counted(model.errors.length, 'error')}
        </span>
      </span>
    </div>
  );
}
