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
/** Of the line below the words. */
const ABOVE = -6;

export function CallArrow({ call, way: { points, label }, most, seconds, faded }: CallArrowProps) {
  const { calls, errors } = call;
  const width = 1 + (3 * Math.log1p(calls)) / Math.log1p(most);
  return (
    <g class={`call ${errors > 0 ? 'failing' : ''} ${faded ? 'faded' : ''}`}>
      <path class="call-line" d={curve(points)} style={{ strokeWidth: width }} />
      <path class="call-head" d={head(points)} />
      <text x={label.x} y={label.y + ABOVE}>
        {rateText(calls, seconds)}
        {errors > 0 && ` ⚠ ${shareText(errors, calls)}`}
      </text>
    </g>
  );
}

/** From left to right it is level at each point, so that words stand free above it; back again it is rounded at the points. */
function curve(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first || rest.length === 0) return '';
  const steps = goesRight(points)
    ? rest.map((to, index) => levelStep(points[index]!, to))
    : roundedSteps(rest);
  return `M${first.x} ${first.y}${steps.join('')}`;
}

const goesRight = (points: Point[]) =>
  points.every(({ x }, index) => index === 0 || x > points[index - 1]!.x);

function levelStep(from: Point, to: Point): string {
  const middle = (from.x + to.x) / 2;
  return `C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}

/** Through the middles between the points. */
function roundedSteps(rest: Point[]): string[] {
  if (rest.length === 1) return [`L${rest[0]!.x} ${rest[0]!.y}`];
  return rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1]!;
    const isLast = index === rest.length - 2;
    const to = isLast ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x} ${point.y} ${to.x} ${to.y}`;
  });
}

/** A triangle at the last point, in the direction in which the curve arrives there. */
function head(points: Point[]): string {
  const to = points.at(-1);
  const from = points.at(-2);
  if (!to || !from) return '';
  const angle = goesRight(points) ? 0 : Math.atan2(to.y - from.y, to.x - from.x);
  const side = (turn: number) =>
    `${(to.x - HEAD * 1.4 * Math.cos(angle + turn)).toFixed(1)} ${(to.y - HEAD * 1.4 * Math.sin(angle + turn)).toFixed(1)}`;
  return `M${to.x} ${to.y}L${side(0.42)}L${side(-0.42)}Z`;
}
