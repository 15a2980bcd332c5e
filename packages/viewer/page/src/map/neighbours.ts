/** The part of a map around one service. */

import type { ServiceMapJson } from '../../../src/asking/waymark/shapes.ts';

/** Services at most `hops` calls away, in either direction, and the calls between them. An unknown service: all. */
export function neighbours(map: ServiceMapJson, service: string, hops: number): ServiceMapJson {
  if (!map.services.some(({ name }) => name === service)) return map;
  const near = new Set([service]);
  for (let hop = 0; hop < hops; hop++) {
    const before = new Set(near);
    for (const { parent, child } of map.calls) {
      if (before.has(parent)) near.add(child);
      if (before.has(child)) near.add(parent);
    }
  }
  return {
    ...map,
    services: map.services.filter(({ name }) => near.has(name)),
    calls: map.calls.filter(({ parent, child }) => near.has(parent) && near.has(child)),
  };
}
