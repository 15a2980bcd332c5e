/** Canvases as sharp as the screen. */

export interface Drawing {
  context: CanvasRenderingContext2D;
  /** Pixels of CSS. */
  width: number;
  height: number;
}

/**
 * Makes the canvas as large as its box, empty, with pixels of CSS as unit. Undefined while it has no size, or is gone: an
 * observer may still tell of a box whose component is about to go.
 */
export function fitCanvas(canvas: HTMLCanvasElement | null): Drawing | undefined {
  if (canvas === null) return undefined;
  const { width, height } = canvas.getBoundingClientRect();
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return undefined;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return { context, width, height };
}
