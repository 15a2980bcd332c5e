/** A stretch of time chosen by dragging over it. */

import type { Range } from './trace-state.ts';

interface DragOptions {
  /** The time under a pointer. */
  timeAt: (event: PointerEvent) => number;
  /** While it is dragged; undefined while it is only pressed, and in the end. */
  onRange: (range: Range | undefined) => void;
  /** When the pointer is released after a drag. */
  onDone: (range: Range) => void;
  /** When it was only pressed. */
  onClick?: (at: number) => void;
}

/** Pixels that a pointer may move and still click. */
const STILL = 4;

/** To be called when a pointer is pressed. Clicks stay clicks: the pointer is held only once it moves. */
export function dragRange(pressed: PointerEvent, { timeAt, onRange, onDone, onClick }: DragOptions): void {
  if (pressed.button !== 0) return;
  const element = pressed.currentTarget as HTMLElement;
  const from = timeAt(pressed);
  let range: Range | undefined;
  const move = (event: PointerEvent) => {
    if (range === undefined && Math.abs(event.clientX - pressed.clientX) < STILL) return;
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    const to = timeAt(event);
    range = from < to ? { from, to } : { from: to, to: from };
    onRange(range);
  };
  const end = (event: PointerEvent) => {
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', end);
    element.removeEventListener('pointercancel', end);
    onRange(undefined);
    if (event.type === 'pointercancel') return;
    if (range !== undefined) onDone(range);
    else onClick?.(from);
  };
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
}
