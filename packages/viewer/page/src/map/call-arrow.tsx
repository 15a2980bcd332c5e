/** An arrow from caller to called: thick for many calls, dashed and with a figure when some failed. */

import type { ServiceMapJson } from '../../../src/asking/waymark/shapes.ts';
import { rateText, shareText } from './figures.ts';
import type { Point, Way } from './layout.ts';

interface CallArrowProps {
  call: ServiceMapJson['calls'][number];
  way: Way;
  /** Calls of the busiest arrow. */
  most: number;
  seconds: number;
  faded: boolean;
}

const HEAD = 7;

export function CallArrow({ call, way: { points, label }, most, seconds, faded }: CallArrowProps) {
  const { calls, errors } = call;
  const width = 1 + (3 * Math.log1p(calls)) / Math.log1p(most);
  return (
    <g class={`call ${errors > 0 ? 'failing' : ''} ${faded ? 'faded' : ''}`}>
      <path class="call-line" d={curve(points)} style={{ strokeWidth: width }} />
      <path class="call-head" d={head(points)} />
      <text x={label.x} y={label.y + besides(points)}>
        {rateText(calls, seconds)}
        {errors > 0 && ` ⚠ ${shareText(errors, calls)}`}
      </text>
    </g>
  );
}

/** Through the middles between the points, rounded at the points. */
function curve(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first || rest.length === 0) return '';
  const steps = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1]!;
    const isLast = index === rest.length - 2;
    const to = isLast ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x} ${point.y} ${to.x} ${to.y}`;
  });
  const straight = rest.length === 1 ? `L${rest[0]!.x} ${rest[0]!.y}` : '';
  return `M${first.x} ${first.y}${steps.join('')}${straight}`;
}

/** A triangle at the last point, in the direction of the last stretch. */
function head(points: Point[]): string {
  const to = points.at(-1);
  const from = points.at(-2);
  if (!to || !from) return '';
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const side = (turn: number) =>
    `${(to.x - HEAD * 1.4 * Math.cos(angle + turn)).toFixed(1)} ${(to.y - HEAD * 1.4 * Math.sin(angle + turn)).toFixed(1)}`;
  return `M${to.x} ${to.y}L${side(0.42)}L${side(-0.42)}Z`;
}

/** Words stand above an arrow, and below one that goes down: beside its curve in both cases. */
function besides(points: Point[]): number {
  return points.at(-1)!.y > points[0]!.y + 8 ? 16 : -6;
}
