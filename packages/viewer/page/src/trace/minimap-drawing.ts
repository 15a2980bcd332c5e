/** Draws a trace of any size into a strip: as many lines as there are pixels, whatever the number of spans. */

import type { Drawing } from '../style/canvas.ts';
import { STATUS_ERROR } from './columns.ts';
import type { TraceModel } from './model.ts';

export interface MinimapColors {
  /** By service. */
  series: string[];
  error: string;
  /** Of the critical path; undefined for none. */
  path: string | undefined;
}

/** Spans that are drawn into one line of pixels at most. */
const MOST_A_LINE = 12;
const ERROR_SIZE = 5;

export function drawMinimap(
  { context, width, height }: Drawing,
  model: TraceModel,
  colors: MinimapColors,
): void {
  const { trace, tree, path } = model;
  const end = Math.max(1, trace.end);
  const lineHeight = Math.min(4, Math.max(1, height / Math.max(1, trace.size)));
  const lines = Math.max(1, Math.floor(height / lineHeight));
  const step = Math.max(1, Math.floor(trace.size / (lines * MOST_A_LINE)));
  const x = (at: number) => (at / end) * width;
  const y = (place: number) => Math.floor((place / Math.max(trace.size, lines)) * lines) * lineHeight;
  const thickness = Math.max(1, lineHeight - (lineHeight >= 3 ? 1 : 0));
  let before = -1;
  for (let place = 0; place < trace.size; place += step) {
    const row = tree.order[place]!;
    // Setting a colour costs more than drawing with it.
    if (trace.service[row] !== before) context.fillStyle = colors.series[trace.service[row]!]!;
    before = trace.service[row]!;
    context.fillRect(x(trace.start[row]!), y(place), Math.max(1, x(trace.duration[row]!)), thickness);
  }
  if (path && colors.path && trace.size > 1) drawPath(context, model, colors.path, x, y, thickness, step);
  context.fillStyle = colors.error;
  let last = -ERROR_SIZE;
  for (const row of [...model.errors].sort((a, b) => trace.start[a]! - trace.start[b]!)) {
    if (trace.status[row] !== STATUS_ERROR) continue;
    const left = x(trace.start[row]!);
    // Marks that cover each other are one mark.
    if (left - last < 1) continue;
    last = left;
    // A thick bar keeps its service's colour below.
    const height = thickness >= 3 ? 1.5 : Math.max(2, thickness);
    context.fillRect(left, y(tree.place[row]!), Math.max(2, x(trace.duration[row]!)), height);
    context.beginPath();
    context.moveTo(left - ERROR_SIZE / 2, 0);
    context.lineTo(left + ERROR_SIZE / 2, 0);
    context.lineTo(left, ERROR_SIZE);
    context.fill();
  }
}

function drawPath(
  context: CanvasRenderingContext2D,
  { path, trace, tree }: TraceModel,
  color: string,
  x: (at: number) => number,
  y: (place: number) => number,
  thickness: number,
  step: number,
): void {
  context.fillStyle = color;
  context.globalAlpha = 0.75;
  for (let place = 0; place < trace.size; place += step) {
    const row = tree.order[place]!;
    let until = -1;
    for (let at = path!.first[row]!; at < path!.first[row + 1]!; at++) {
      const right = x(path!.to[at]!);
      if (right - until < 1) continue;
      const left = Math.max(x(path!.from[at]!), until);
      context.fillRect(left, y(place) + thickness - 1, Math.max(0.5, right - left), 1);
      until = right;
    }
  }
  context.globalAlpha = 1;
}
