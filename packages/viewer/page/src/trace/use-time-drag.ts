/** Zooming by a pointer over the times of the waterfall: a drag chooses a stretch, Ctrl and the wheel narrow or widen. */

import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { dragRange } from './drag-range.ts';
import type { Range, TraceState } from './trace-state.ts';
import { bounded, scaleZoom } from './zoom.ts';

interface TimeDrag {
  /** What is being chosen. */
  dragged: Range | undefined;
  press: (event: PointerEvent) => void;
  wheel: (event: WheelEvent) => void;
}

/** `box` has the axis, `.span-axis`, which stands over the column of times. */
export function useTimeDrag(state: TraceState, box: RefObject<HTMLElement | null>): TimeDrag {
  const drag = useSignal<Range | undefined>(undefined);
  const timeAt = (event: MouseEvent) => {
    const { from, to } = state.range.peek();
    const { left, width } = box.current!.querySelector('.span-axis')!.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - left) / width, 0), 1);
    return from + share * (to - from);
  };
  return {
    dragged: drag.value,
    press: (event) => {
      if (!isOverTime(event)) return;
      dragRange(event, {
        timeAt,
        onRange: (dragged) => {
          drag.value = dragged;
        },
        onDone: (dragged) => {
          state.zoom.value = bounded(dragged, state.model.peek().trace.end);
        },
      });
    },
    // With Ctrl, as browsers zoom and as two fingers do on a touchpad.
    wheel: (event) => {
      if (!event.ctrlKey || !isOverTime(event)) return;
      event.preventDefault();
      scaleZoom(state, event.deltaY > 0 ? 1.25 : 0.8, timeAt(event));
    },
  };
}

const isOverTime = (event: Event) => (event.target as Element).closest('.span-time, .span-axis') !== null;
