/** Who instruments what: ours or upstream's, by the engine and the settings. */

import type { WaymarkConfig } from '../config/config.ts';
import { LOGGERS } from '../config/instrumentation-names.ts';
import { isInstrumentationOn } from '../config/instrumentations-config.ts';

export interface Switches {
  /** Whether our own part for it runs. */
  ours(name: string): boolean;
  /** Whether upstream's does, as far as it is not ours: `takes` tells that by version. */
  upstreams(name: string): boolean;
}

export function switchesOf({
  engine,
  instrumentations,
}: Pick<WaymarkConfig, 'engine' | 'instrumentations'>): Switches {
  const isOwnEngine = engine === 'waymark';
  const isOn = (name: string) => isInstrumentationOn(instrumentations, name);
  return {
    ours: (name) => (isOwnEngine || (LOGGERS as readonly string[]).includes(name)) && isOn(name),
    // fetch and undici have no module to tell them by.
    upstreams: (name) => isOn(name) && !(isOwnEngine && name === 'undici'),
  };
}
