/** Who instruments what: ours or upstream's, by the engine and the settings. */

import { satisfies } from '@waymark/hooks';
import type { WaymarkConfig } from '../config/config.ts';
import { isInstrumentationOn } from '../config/instrumentations-config.ts';
import { TARGETS } from './targets.ts';

export interface Switches {
  /** Whether our own part for it runs. */
  ours(name: string): boolean;
  /** Whether upstream's does, as far as it is not ours. */
  upstreams(name: string): boolean;
  /** Whether this version of a module is ours; upstream's may have others, older or newer. */
  isOurs(module: string, version: string | undefined): boolean;
}

export function switchesOf({ engine, instrumentations }: WaymarkConfig): Switches {
  const isOwnEngine = engine === 'waymark';
  const isOn = (name: string) => isInstrumentationOn(instrumentations, name);
  return {
    ours: (name) => isOwnEngine && isOn(name),
    // fetch and undici have no module to tell them by.
    upstreams: (name) => isOn(name) && !(isOwnEngine && name === 'undici'),
    isOurs: (module, version) => isOwnEngine && TARGETS.some((target) => covers(target, module, version)),
  };
}

function covers(target: (typeof TARGETS)[number], module: string, version: string | undefined): boolean {
  const { versions } = target;
  return target.module === module && (versions === undefined || satisfies(version, versions));
}
