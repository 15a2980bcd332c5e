/** Draws the flame graph again whenever something of it changes, once a frame of the screen. */

import { effect, type ReadonlySignal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { fitCanvas } from '../style/canvas.ts';
import { colorOf, colorsVersion, seriesOf } from '../style/colors.ts';
import { drawFlame, type FlameScene } from './flame-drawing.ts';

type Drawn = Pick<FlameScene, 'trace' | 'frames' | 'levels'>;

/** What changes while it is looked at. */
type Looks = Omit<FlameScene, keyof Drawn | 'colors'>;

export function useFlameDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  drawn: Drawn,
  looks: { [K in keyof Looks]: ReadonlySignal<Looks[K]> },
): void {
  const size = useSignal(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      size.value++;
    });
    observer.observe(canvas.current!);
    let asked = 0;
    const stop = effect(() => {
      const scene = {
        ...drawn,
        zoomed: looks.zoomed.value,
        current: looks.current.value,
        matching: looks.matching.value,
        scrollTop: looks.scrollTop.value,
      };
      size.value;
      colorsVersion.value;
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => {
        const drawing = fitCanvas(canvas.current);
        if (drawing)
          drawFlame(drawing, { ...scene, colors: colorsOf(drawn.trace.services, canvas.current!) });
      });
    });
    return () => {
      observer.disconnect();
      stop();
      cancelAnimationFrame(asked);
    };
  }, [drawn.frames]);
}

function colorsOf(services: readonly string[], element: Element): FlameScene['colors'] {
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
