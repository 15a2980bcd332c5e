/**
 * Where the time of the trace went: spans of the same path are one frame. A picture, walked by arrow keys and told in words
 * below it; the table of operations in the details says the same.
 */

import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { announce } from '../controls/announcer.tsx';
import { FRAME_HEIGHT } from './flame-drawing.ts';
import { frameAt, frameLevels, neighbour } from './frame-levels.ts';
import { frameWords } from './frame-words.ts';
import { framesOf } from './frames.ts';
import type { TraceState } from './trace-state.ts';
import { useFlameDrawing } from './use-flame-drawing.ts';
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
  const scrollTop = useSignal(0);
  const current = useComputed(() => frames.frameOf[state.selected.value] ?? 0);
  const matching = useComputed(() => {
    const found = state.matches.value;
    return found && new Set(Array.from(found.rows, (row) => frames.frameOf[row]!));
  });
  useEffect(() => {
    zoomed.value = 0;
  }, [frames]);
  useFlameDrawing(canvas, { trace, frames, levels }, { zoomed, current, matching, scrollTop });
  useEffect(() => box.current!.focus(), []);
  const reveal = (frame: number) => {
    const top = frames.level[frame]! * FRAME_HEIGHT;
    const { scrollTop: from, clientHeight } = box.current!;
    if (top < from || top + FRAME_HEIGHT > from + clientHeight)
      box.current!.scrollTop = top - clientHeight / 2;
  };
  // Wherever it was chosen: here, by a hop, or before.
  useEffect(() => reveal(current.value), [current.value, frames]);

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
    announce(frameWords(trace, frames, frame));
    reveal(frame);
  };
  const zoomTo = (frame: number) => {
    zoomed.value = frame;
    look(frame);
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
        <span class="value">
          {frameWords(trace, frames, hovered.value >= 0 ? hovered.value : current.value)}
        </span>
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
