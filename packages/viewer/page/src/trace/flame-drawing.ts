/** Draws those frames of a flame graph that are in sight and wide enough to be seen. */

import type { Drawing } from '../style/canvas.ts';
import type { SpanColumns } from './columns.ts';
import { type FrameLevels, firstShown } from './frame-levels.ts';
import type { Frames } from './frames.ts';

export const FRAME_HEIGHT = 20;

export interface FlameScene {
  trace: SpanColumns;
  frames: Frames;
  levels: FrameLevels;
  /** The frame that fills the width. */
  zoomed: number;
  /** The frame with a border; -1 for none. */
  current: number;
  /** Frames that were looked for; undefined when nothing was. */
  matching: ReadonlySet<number> | undefined;
  scrollTop: number;
  colors: {
    series: string[];
    ink: string;
    soft: string;
    ground: string;
    accent: string;
    error: string;
    font: string;
  };
}

const GAP = 1;
/** Narrower ones are left out: a pixel's part says nothing. */
const LEAST_WIDTH = 0.4;
const LABEL_LEAST = 24;

export function drawFlame({ context, width, height }: Drawing, scene: FlameScene): void {
  const { frames, levels, zoomed, scrollTop } = scene;
  context.clearRect(0, 0, width, height);
  context.font = scene.colors.font;
  context.textBaseline = 'middle';
  const from = frames.left[zoomed]!;
  const scale = width / Math.max(frames.width[zoomed]!, 1);
  const top = Math.max(0, Math.floor(scrollTop / FRAME_HEIGHT));
  const bottom = Math.min(frames.depth, Math.floor((scrollTop + height) / FRAME_HEIGHT));
  const characterWidth = context.measureText('mmmmmmmmmm').width / 10;
  for (let level = top; level <= bottom; level++) {
    const y = level * FRAME_HEIGHT - scrollTop;
    for (let at = firstShown(frames, levels, level, from); at < levels.first[level + 1]!; at++) {
      const frame = levels.order[at]!;
      const left = (frames.left[frame]! - from) * scale;
      if (left > width) break;
      const right = Math.min(left + frames.width[frame]! * scale, width);
      if (right - Math.max(left, 0) >= LEAST_WIDTH)
        drawFrame(context, scene, frame, Math.max(left, 0), right, y, characterWidth);
    }
  }
}

function drawFrame(
  context: CanvasRenderingContext2D,
  scene: FlameScene,
  frame: number,
  left: number,
  right: number,
  y: number,
  characterWidth: number,
): void {
  const { frames, trace, colors, matching, current } = scene;
  const color = frame === 0 ? colors.soft : colors.series[frames.service[frame]!]!;
  const width = Math.max(right - left - GAP, LEAST_WIDTH);
  const isFaint = matching !== undefined && !matching.has(frame);
  context.globalAlpha = isFaint ? 0.1 : 0.3;
  context.fillStyle = color;
  context.fillRect(left, y, width, FRAME_HEIGHT - GAP);
  context.globalAlpha = isFaint ? 0.4 : 1;
  if (width > 3) context.fillRect(left, y, 2, FRAME_HEIGHT - GAP);
  const isFailed = frames.errors[frame]! > 0;
  if (isFailed) {
    context.fillStyle = colors.error;
    context.fillRect(left, y + FRAME_HEIGHT - GAP - 2, width, 2);
  }
  if (width >= LABEL_LEAST) {
    context.fillStyle = colors.ink;
    context.fillText(
      fitted(label(trace, frames, frame), width - 10, context, characterWidth),
      left + 6,
      y + FRAME_HEIGHT / 2,
    );
  }
  context.globalAlpha = 1;
  if (frame === current) {
    context.strokeStyle = colors.accent;
    context.lineWidth = 2;
    context.strokeRect(left + 1, y + 1, Math.max(width - 2, 1), FRAME_HEIGHT - GAP - 2);
  }
}

function label(trace: SpanColumns, frames: Frames, frame: number): string {
  if (frame === 0) return 'whole trace';
  const count = frames.count[frame]!;
  const name = trace.names[frames.name[frame]!]!;
  return `${frames.errors[frame]! > 0 ? '✗ ' : ''}${count > 1 ? `${count.toLocaleString('en')} × ` : ''}${name}`;
}

/** Measures only what might not fit. */
function fitted(
  text: string,
  room: number,
  context: CanvasRenderingContext2D,
  characterWidth: number,
): string {
  if (text.length * characterWidth <= room) return text;
  if (context.measureText(text).width <= room) return text;
  const mean = context.measureText(text.slice(0, 40)).width / Math.min(text.length, 40);
  let length = Math.max(1, Math.floor(room / mean) - 1);
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}
