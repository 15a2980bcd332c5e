/**
 * The durations of the traces of the list over their starts. A click opens a trace; a drag takes the time and the durations
 * that it covers into the filter. The list beside it has the same for those who cannot see or point.
 */

import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { fitCanvas } from '../style/canvas.ts';
import { colorsVersion } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { timeText } from '../text/times.ts';
import './duration-plot.css';
import { type Dot, dotAt, drawPlot, drawRing, plotOf } from './plot-drawing.ts';

/** What a drag covered: milliseconds since the epoch, and nanoseconds. */
export interface Covered {
  fromMs: number;
  toMs: number;
  shortestNano: number;
  longestNano: number;
}

interface DurationPlotProps {
  traces: readonly TraceSummaryJson[];
  onOpen: (trace: TraceSummaryJson) => void;
  onCover: (covered: Covered) => void;
}

/** A shorter way is a click. */
const DRAG_PIXELS = 6;

export function DurationPlot({ traces: all, onOpen, onCover }: DurationPlotProps) {
  // What still runs has no duration yet.
  const traces = useMemo(() => all.filter(({ pending }) => !pending), [all]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSignal({ width: 0, height: 0 });
  const pointed = useSignal<Dot | undefined>(undefined);
  const drag = useSignal<{ x: number; y: number; toX: number; toY: number } | undefined>(undefined);
  const { width, height } = size.value;
  const plot = useMemo(() => plotOf(traces, width, height), [traces, width, height]);

  useLayoutEffect(() => {
    const element = canvas.current!;
    const observer = new ResizeObserver(() => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const colors = colorsVersion.value;
  useEffect(() => {
    const drawing = fitCanvas(canvas.current);
    if (!plot || !drawing) return;
    drawPlot(drawing.context, plot, width, height);
    if (pointed.value) drawRing(drawing.context, pointed.value);
  }, [plot, colors, pointed.value]);

  const at = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const { x, y } = at(event);
    canvas.current!.setPointerCapture(event.pointerId);
    drag.value = { x, y, toX: x, toY: y };
  };
  const move = (event: PointerEvent) => {
    const { x, y } = at(event);
    if (drag.value) drag.value = { ...drag.value, toX: x, toY: y };
    else if (plot) pointed.value = dotAt(plot, x, y);
  };
  const up = () => {
    const done = drag.value;
    drag.value = undefined;
    if (!done || !plot) return;
    if (Math.hypot(done.toX - done.x, done.toY - done.y) < DRAG_PIXELS) {
      const dot = dotAt(plot, done.x, done.y);
      if (dot) onOpen(dot.trace);
      return;
    }
    const [left, right] = [Math.min(done.x, done.toX), Math.max(done.x, done.toX)];
    const [top, bottom] = [Math.min(done.y, done.toY), Math.max(done.y, done.toY)];
    onCover({
      fromMs: plot.time.value(left),
      toMs: plot.time.value(right),
      shortestNano: plot.duration.value(bottom),
      longestNano: plot.duration.value(top),
    });
  };
  const cancel = () => {
    pointed.value = undefined;
    drag.value = undefined;
  };
  return (
    <div class="plot">
      <canvas
        ref={canvas}
        role="img"
        aria-label={labelOf(traces)}
        class={pointed.value ? 'pointing' : ''}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={cancel}
        onPointerLeave={() => {
          pointed.value = undefined;
        }}
      />
      {drag.value && <div class="plot-drag" style={boxOf(drag.value)} />}
      {pointed.value && !drag.value && <Tip dot={pointed.value} width={width} />}
    </div>
  );
}

function Tip({ dot: { trace, x, y }, width }: { dot: Dot; width: number }) {
  const left = x > width / 2;
  return (
    <div
      class={`plot-tip ${left ? 'left' : ''}`}
      style={{ top: `${y}px`, [left ? 'right' : 'left']: `${(left ? width - x : x) + 12}px` }}
    >
      <b class="value">{trace.rootName}</b>
      <span class="soft value">{trace.rootService}</span>
      <span>
        {durationText(trace.durationNano)} · {trace.spanCount} spans
        {trace.errorCount > 0 && <span class="error-text"> · {trace.errorCount} errors</span>}
      </span>
      <span class="soft">{timeText(trace.startUnixNano)}</span>
    </div>
  );
}

function boxOf({ x, y, toX, toY }: { x: number; y: number; toX: number; toY: number }) {
  return {
    left: `${Math.min(x, toX)}px`,
    top: `${Math.min(y, toY)}px`,
    width: `${Math.abs(toX - x)}px`,
    height: `${Math.abs(toY - y)}px`,
  };
}

function labelOf(traces: readonly TraceSummaryJson[]): string {
  if (traces.length === 0) return 'Plot of durations: no traces';
  const durations = traces.map((trace) => trace.durationNano).sort((one, other) => one - other);
  const failed = traces.filter((trace) => trace.errorCount > 0).length;
  const [least, middle, most] = [0, durations.length >> 1, durations.length - 1].map((at) =>
    durationText(durations[at]!),
  );
  return `Plot of ${traces.length} durations: from ${least} to ${most}, half of them below ${middle}; ${failed} with errors`;
}
