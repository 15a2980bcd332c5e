/** A frame of the flame graph in words, for those who hear it, and for those who look at one. */

import { counted } from '../text/counted.ts';
import { durationText } from '../text/durations.ts';
import type { SpanColumns } from './columns.ts';
import type { Frames } from './frames.ts';

export function frameWords(trace: SpanColumns, frames: Frames, frame: number): string {
  const whole = frames.width[0]!;
  if (frame === 0) return `Whole trace: ${counted(trace.size, 'span')}, ${durationText(whole)} in all`;
  const errors = frames.errors[frame]!;
  return [
    `${trace.services[frames.service[frame]!]} ${trace.names[frames.name[frame]!]}: ${counted(frames.count[frame]!, 'span')}`,
    `${durationText(frames.total[frame]!)} in all`,
    `${durationText(frames.own[frame]!)} of its own`,
    `${Math.round((frames.width[frame]! / Math.max(whole, 1)) * 100)} % of the width`,
    ...(errors > 0 ? [counted(errors, 'error')] : []),
  ].join(', ');
}
