/** Puts services into layers from callers to called, in a worker: 200 services take some 100 ms. No self-calls, please. */

import { Graph, layout } from '@dagrejs/dagre';

export interface LayoutQuestion {
  services: string[];
  calls: { parent: string; child: string }[];
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  /** Middles of the services' boxes, in the order of the question. */
  services: Point[];
  /** Ways of the calls, in the order of the question. */
  calls: Way[];
}

export interface Way {
  /** From the edge of the caller's box to that of the called. */
  points: Point[];
  /** Middle of the room for the words. */
  label: Point;
}

/** Room for the words on an arrow. */
const LABEL = { width: 100, height: 16, labelpos: 'c' } as const;

export function layoutOf({ services, calls, width, height }: LayoutQuestion): Layout {
  const graph = new Graph({ directed: true, multigraph: false });
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 64, marginx: 16, marginy: 16 });
  for (const service of services) graph.setNode(service, { width, height });
  for (const { parent, child } of calls) graph.setEdge(parent, child, { ...LABEL });
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    services: services.map((service) => pointOf(graph.node(service) as Point)),
    calls: calls.map(({ parent, child }) => {
      const { points, x, y } = graph.edge(parent, child) as unknown as Point & { points: Point[] };
      const ends = { from: graph.node(parent) as Point, to: graph.node(child) as Point };
      return { points: wayOf(points, ends, width, { x, y }).map(pointOf), label: pointOf({ x, y }) };
    }),
  };
}

/**
 * From the right side of the caller to the left side of the called, level below the words; calls that go back keep the ways
 * that they were given.
 */
function wayOf(
  points: Point[],
  { from, to }: { from: Point; to: Point },
  width: number,
  label: Point,
): Point[] {
  const start = { x: from.x + width / 2, y: from.y };
  const end = { x: to.x - width / 2, y: to.y };
  if (start.x >= end.x) return points;
  const between = points.slice(1, -1).filter(({ x }) => Math.abs(x - label.x) > LABEL.width / 2);
  const level = [-1, 1].map((side) => ({ x: label.x + (side * LABEL.width) / 2, y: label.y }));
  return [start, ...[...between, ...level].sort((one, other) => one.x - other.x), end];
}

const pointOf = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) });
