/** Draws the plot of durations: a dot a trace, a triangle for one with errors. */

import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { colorOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { clockText, dayText, millisOf } from '../text/times.ts';
import { durationScale, leastOf, mostOf, type Scale, timeScale } from './scales.ts';

export interface Dot {
  trace: TraceSummaryJson;
  x: number;
  y: number;
}

export interface Plot {
  dots: Dot[];
  time: Scale;
  duration: Scale;
}

const LEFT = 62;
const RIGHT = 16;
const TOP = 10;
const BOTTOM = 22;

/** Where everything is; undefined for no traces. */
export function plotOf(traces: readonly TraceSummaryJson[], width: number, height: number): Plot | undefined {
  if (traces.length === 0) return undefined;
  const starts = traces.map((trace) => millisOf(trace.startUnixNano));
  const durations = traces.map((trace) => trace.durationNano);
  const time = timeScale(leastOf(starts), mostOf(starts), LEFT + 6, width - RIGHT);
  const duration = durationScale(durations, height - BOTTOM - 6, TOP);
  const dots = traces.map((trace, index) => ({
    trace,
    x: time.pixel(starts[index]!),
    y: duration.pixel(trace.durationNano),
  }));
  return { dots, time, duration };
}

export function drawPlot(context: CanvasRenderingContext2D, plot: Plot, width: number, height: number): void {
  context.clearRect(0, 0, width, height);
  drawAxes(context, plot, width, height);
  const failed = ({ trace }: Dot) => trace.errorCount > 0;
  context.fillStyle = colorOf('--accent');
  context.globalAlpha = 0.55;
  for (const dot of plot.dots) if (!failed(dot)) drawDot(context, dot, 3);
  context.globalAlpha = 1;
  context.fillStyle = colorOf('--error');
  for (const dot of plot.dots) if (failed(dot)) drawTriangle(context, dot, 4.5);
}

/** A ring around the one that is pointed at. */
export function drawRing(context: CanvasRenderingContext2D, { x, y }: Dot): void {
  context.strokeStyle = colorOf('--ink');
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  context.stroke();
}

/** The dot nearest to a point, at most 10 pixels away. */
export function dotAt({ dots }: Plot, x: number, y: number): Dot | undefined {
  let nearest: Dot | undefined;
  let least = 10 ** 2;
  for (const dot of dots) {
    const distance = (dot.x - x) ** 2 + (dot.y - y) ** 2;
    if (distance < least) [nearest, least] = [dot, distance];
  }
  return nearest;
}

function drawAxes(
  context: CanvasRenderingContext2D,
  { time, duration }: Plot,
  width: number,
  height: number,
): void {
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  context.fillStyle = colorOf('--ink-soft');
  context.strokeStyle = colorOf('--line');
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  const crowded =
    duration.ticks.length > 1 && Math.abs(duration.ticks[0]!.pixel - duration.ticks[1]!.pixel) < 15;
  duration.ticks.forEach(({ value, pixel }, index) => {
    line(context, LEFT, pixel, width - RIGHT, pixel);
    if (!crowded || index % 2 === 0) context.fillText(durationText(value), LEFT - 8, pixel);
  });
  context.textAlign = 'center';
  const last = time.ticks.at(-1)?.value ?? 0;
  const days = last - (time.ticks[0]?.value ?? 0) > 86_400_000;
  const fine = time.ticks.length > 1 && time.ticks[1]!.value - time.ticks[0]!.value < 1000;
  for (const { value, pixel } of time.ticks) {
    line(context, pixel, height - BOTTOM, pixel, height - BOTTOM + 4);
    const clock = clockText(value).slice(0, fine ? 12 : 8);
    const x = Math.min(pixel, width - RIGHT - 24);
    context.fillText(days ? `${dayText(value)} ${clock.slice(0, 5)}` : clock, x, height - BOTTOM + 12);
  }
}

function line(context: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, Math.round(y) + 0.5);
  context.lineTo(Math.round(toX) + 0.5, Math.round(toY) + 0.5);
  context.stroke();
}

function drawDot(context: CanvasRenderingContext2D, { x, y }: Dot, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function drawTriangle(context: CanvasRenderingContext2D, { x, y }: Dot, size: number): void {
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x + size, y + size * 0.8);
  context.lineTo(x - size, y + size * 0.8);
  context.fill();
}
