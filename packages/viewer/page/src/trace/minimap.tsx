/** The whole trace in a strip: where its time goes, and which stretch of it and which rows show. Drag to zoom. */

import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { colorOf, colorsVersion, seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { fitCanvas } from './canvas.ts';
import { drawMinimap } from './minimap-drawing.ts';
import type { Range, TraceState } from './trace-state.ts';
import { bounded } from './zoom.ts';
import './minimap.css';

/** Pixels that a pointer may move and still click. */
const STILL = 4;

export function Minimap({ state }: { state: TraceState }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useSignal<Range | undefined>(undefined);
  const size = useSignal(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      size.value++;
    });
    observer.observe(canvas.current!);
    const stop = effect(() => {
      size.value;
      colorsVersion.value;
      const model = state.model.value;
      const drawing = fitCanvas(canvas.current);
      if (!drawing) return;
      drawMinimap(drawing, model, {
        series: model.trace.services.map((name) => colorOf(`--series-${seriesOf(name)}`)),
        error: colorOf('--error'),
        path: state.showPath.value ? colorOf('--ink') : undefined,
      });
    });
    return () => {
      observer.disconnect();
      stop();
    };
  }, [state]);

  const { trace } = state.model.value;
  const end = Math.max(1, trace.end);
  const timeAt = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * end;
  };
  const press = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const at = timeAt(event);
    const pressedX = event.clientX;
    const element = event.currentTarget as HTMLElement;
    element.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => {
      const to = timeAt(moved);
      drag.value = Math.abs(moved.clientX - pressedX) < STILL ? undefined : ordered(at, to);
    };
    const release = (released: PointerEvent) => {
      element.removeEventListener('pointermove', move);
      const chosen = drag.peek();
      drag.value = undefined;
      if (released.type !== 'pointerup') return;
      state.zoom.value = chosen ? bounded(chosen, end) : around(state, at, end);
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', release, { once: true });
    element.addEventListener('pointercancel', release, { once: true });
  };
  const shown = drag.value ?? state.zoom.value;
  const percent = (at: number) => `${(at / end) * 100}%`;
  return (
    <div class="minimap" onPointerDown={press} title="Drag to zoom">
      <canvas ref={canvas} />
      {shown && (
        <>
          <div class="minimap-off" style={{ left: 0, width: percent(shown.from) }} />
          <div class="minimap-off" style={{ left: percent(shown.to), right: 0 }} />
          <div
            class="minimap-zoom"
            style={{ left: percent(shown.from), width: percent(shown.to - shown.from) }}
          >
            <span class="minimap-width">{durationText(shown.to - shown.from)}</span>
          </div>
        </>
      )}
    </div>
  );
}

const ordered = (a: number, b: number): Range => (a < b ? { from: a, to: b } : { from: b, to: a });

/** A click moves the stretch that shows; without one there is nothing to move. */
function around(state: TraceState, at: number, end: number): Range | undefined {
  const zoom = state.zoom.peek();
  if (!zoom) return undefined;
  const half = (zoom.to - zoom.from) / 2;
  return bounded({ from: at - half, to: at + half }, end);
}
