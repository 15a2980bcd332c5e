/** The whole trace in a strip: where its time goes, and which stretch of it and which rows show. Drag to zoom. */

import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { fitCanvas } from '../style/canvas.ts';
import { colorOf, colorsVersion, seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { dragRange } from './drag-range.ts';
import { drawMinimap } from './minimap-drawing.ts';
import type { Range, TraceState } from './trace-state.ts';
import { bounded } from './zoom.ts';
import './minimap.css';

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
  const press = (event: PointerEvent) =>
    dragRange(event, {
      timeAt,
      onRange: (range) => {
        drag.value = range;
      },
      onDone: (range) => {
        state.zoom.value = bounded(range, end);
      },
      onClick: (at) => {
        state.zoom.value = around(state, at, end);
      },
    });
  const shown = drag.value ?? state.zoom.value;
  const percent = (at: number) => `${(at / end) * 100}%`;
  return (
    <div class="minimap" aria-hidden="true" onPointerDown={press} title="Drag to zoom">
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

/** A click moves the stretch that shows; without one there is nothing to move. */
function around(state: TraceState, at: number, end: number): Range | undefined {
  const zoom = state.zoom.peek();
  if (!zoom) return undefined;
  const half = (zoom.to - zoom.from) / 2;
  return bounded({ from: at - half, to: at + half }, end);
}
