/** Which stretch of the trace's time is shown. */

import type { Range, TraceState } from './trace-state.ts';

/** Nobody looks at less than that. */
const NARROWEST_NANO = 10;

/** Within the trace, or undefined for all of it. */
export function bounded({ from, to }: Range, end: number): Range | undefined {
  const width = Math.max(to - from, NARROWEST_NANO);
  if (width >= end) return undefined;
  const start = Math.min(Math.max(from, 0), end - width);
  return { from: start, to: start + width };
}

/** The span with a little room around it. */
export function zoomToRow(state: TraceState, row: number): void {
  const { trace } = state.model.peek();
  if (row < 0) return;
  const room = Math.max(trace.duration[row]! * 0.1, NARROWEST_NANO);
  const from = trace.start[row]! - room;
  state.zoom.value = bounded({ from, to: from + trace.duration[row]! + 2 * room }, trace.end);
}

/** Around the selected span's start if it is in sight, else around the middle. */
export function scaleZoom(state: TraceState, factor: number, around?: number): void {
  const { trace } = state.model.peek();
  const { from, to } = state.range.peek();
  const start = trace.start[state.selected.peek()] ?? Number.NaN;
  const center = around ?? (start >= from && start <= to ? start : (from + to) / 2);
  const next = { from: center - (center - from) * factor, to: center + (to - center) * factor };
  state.zoom.value = bounded(next, trace.end);
}

export function moveZoom(state: TraceState, share: number): void {
  const { from, to } = state.range.peek();
  const by = (to - from) * share;
  state.zoom.value = bounded({ from: from + by, to: to + by }, state.model.peek().trace.end);
}
