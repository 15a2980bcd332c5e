/**
 * Where the time of the trace went: spans of the same path are one frame. A picture, walked by arrow keys and told in words
 * below it; the table of operations in the details says the same.
 */

import { effect, useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { announce } from '../shell/announcer.tsx';
import { fitCanvas } from '../style/canvas.ts';
import { colorOf, colorsVersion, seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { drawFlame, FRAME_HEIGHT } from './flame-drawing.ts';
import { frameAt, frameLevels, neighbour } from './frame-levels.ts';
import { framesOf } from './frames.ts';
import { counted } from './trace-head.tsx';
import type { TraceState } from './trace-state.ts';
import './flame-graph.css';

interface FlameGraphProps {
  state: TraceState;
  /** Goes to a span. */
  show: (row: number) => void;
}

export function FlameGraph({ state, show }: FlameGraphProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { trace, tree } = state.model.value;
  const frames = useMemo(() => framesOf(trace, tree), [trace, tree]);
  const levels = useMemo(() => frameLevels(frames), [frames]);
  const zoomed = useSignal(0);
  const hovered = useSignal(-1);
  const size = useSignal(0);
  const scrollTop = useSignal(0);
  const current = useComputed(() => frames.frameOf[state.selected.value] ?? 0);
  const matching = useComputed(() => {
    const found = state.matches.value;
    return found && new Set(Array.from(found.rows, (row) => frames.frameOf[row]!));
  });
  useEffect(() => {
    zoomed.value = 0;
    const observer = new ResizeObserver(() => {
      size.value++;
    });
    observer.observe(canvas.current!);
    let asked = 0;
    const stop = effect(() => {
      const scene = {
        trace,
        frames,
        levels,
        zoomed: zoomed.value,
        current: current.value,
        matching: matching.value,
        scrollTop: scrollTop.value,
      };
      size.value;
      colorsVersion.value;
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => {
        const drawing = fitCanvas(canvas.current);
        if (drawing) drawFlame(drawing, { ...scene, colors: colorsOf(trace.services, canvas.current!) });
      });
    });
    return () => {
      observer.disconnect();
      stop();
      cancelAnimationFrame(asked);
    };
  }, [frames]);
  useEffect(() => box.current!.focus(), []);
  // Wherever it was chosen: here, by a hop, or before.
  useEffect(() => {
    const top = frames.level[current.value]! * FRAME_HEIGHT;
    const { scrollTop: from, clientHeight } = box.current!;
    if (top >= from && top + FRAME_HEIGHT <= from + clientHeight) return;
    box.current!.scrollTop = top - clientHeight / 2;
  }, [current.value, frames]);

  const pointed = (event: MouseEvent) => {
    const area = canvas.current!.getBoundingClientRect();
    const level = Math.floor((event.clientY - area.top + scrollTop.value) / FRAME_HEIGHT);
    const share = (event.clientX - area.left) / area.width;
    const at = frames.left[zoomed.value]! + share * frames.width[zoomed.value]!;
    return frameAt(frames, levels, level, at);
  };
  const look = (frame: number) => {
    const row = frames.firstSpan[frame]!;
    if (row >= 0) state.select(row);
    announce(describe(frame));
    const top = frames.level[frame]! * FRAME_HEIGHT;
    const { scrollTop: from, clientHeight } = box.current!;
    if (top < from || top + FRAME_HEIGHT > from + clientHeight)
      box.current!.scrollTop = top - clientHeight / 2;
  };
  const zoomTo = (frame: number) => {
    zoomed.value = frame;
    look(frame);
  };
  const describe = (frame: number) => {
    if (frame === 0)
      return `Whole trace: ${counted(trace.size, 'span')}, ${durationText(frames.width[0]!)} in all`;
    const name = `${trace.services[frames.service[frame]!]} ${trace.names[frames.name[frame]!]}`;
    const errors = frames.errors[frame]! > 0 ? `, ${counted(frames.errors[frame]!, 'error')}` : '';
    const share = Math.round((frames.width[frame]! / Math.max(frames.width[0]!, 1)) * 100);
    return `${name}: ${counted(frames.count[frame]!, 'span')}, ${durationText(frames.total[frame]!)} in all, ${durationText(frames.own[frame]!)} of its own, ${share} % of the width${errors}`;
  };
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = neighbour(frames, levels, current.value, event.key);
    if (next !== undefined) look(next);
    else if (event.key === 'Enter') zoomTo(current.value);
    else if (event.key === 'Escape' || event.key === 'Backspace')
      zoomTo(Math.max(0, frames.parent[zoomed.value]!));
    else if (event.key === ' ' && frames.firstSpan[current.value]! >= 0)
      show(frames.firstSpan[current.value]!);
    else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
  };
  return (
    <div class="flame">
      <div
        class="flame-box"
        ref={box}
        role="application"
        aria-roledescription="flame graph"
        aria-label="Flame graph. Arrows walk, Enter zooms in, Escape zooms out, Space goes to the span."
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys walk through the picture
        tabIndex={0}
        onKeyDown={keys}
        onScroll={() => {
          scrollTop.value = box.current!.scrollTop;
        }}
        onMouseMove={(event) => {
          hovered.value = pointed(event) ?? -1;
        }}
        onMouseLeave={() => {
          hovered.value = -1;
        }}
        onClick={(event) => {
          const frame = pointed(event);
          if (frame !== undefined) look(frame);
        }}
        onDblClick={(event) => {
          const frame = pointed(event);
          if (frame !== undefined) zoomTo(frame);
        }}
      >
        <canvas ref={canvas} />
        <div style={{ height: `${(frames.depth + 1) * FRAME_HEIGHT}px` }} />
      </div>
      <p class="flame-words">
        <span class="value">{describe(hovered.value >= 0 ? hovered.value : current.value)}</span>
        <span class="spread" />
        {zoomed.value > 0 && (
          <button class="button" type="button" onClick={() => zoomTo(0)}>
            Whole trace
          </button>
        )}
        <button
          class="button"
          type="button"
          disabled={current.value === 0}
          onClick={() => zoomTo(current.value)}
        >
          Zoom in
        </button>
        <button
          class="button"
          type="button"
          disabled={current.value === 0}
          onClick={() => show(frames.firstSpan[current.value]!)}
        >
          To the span
        </button>
      </p>
    </div>
  );
}

function colorsOf(services: readonly string[], element: Element) {
  return {
    series: services.map((name) => colorOf(`--series-${seriesOf(name)}`)),
    ink: colorOf('--ink'),
    soft: colorOf('--ink-soft'),
    ground: colorOf('--ground'),
    accent: colorOf('--accent'),
    error: colorOf('--error'),
    font: `12px ${getComputedStyle(element).fontFamily}`,
  };
}
