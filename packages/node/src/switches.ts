/** Who instruments what: ours or upstream's, by the engine and the settings. */

import type { WaymarkConfig } from './config/config.ts';
import { isInstrumentationOn } from './config/instrumentations-config.ts';

/** What the default engine does itself; upstream's instrumentation of the same name then stays away. */
export const OURS: ReadonlySet<string> = new Set(['http', 'undici', 'express', 'router', 'pino', 'winston']);

export interface Switches {
  /** Whether our own part for it runs. */
  ours(name: string): boolean;
  /** Whether upstream's does. Where ours takes the versions that upstream does not know, both do. */
  upstreams(name: string): boolean;
}

export function switchesOf({ engine, instrumentations }: WaymarkConfig): Switches {
  const isOn = (name: string) => isInstrumentationOn(instrumentations, name);
  return {
    ours: (name) => engine === 'waymark' && isOn(name),
    upstreams: (name) => isOn(name) && (engine === 'upstream' || !OURS.has(name)),
  };
}
