/** GraphQL 17 as an entry for the hooks, which only says that it is there. */

import type { InstrumentationOptions } from '../instrumentation-options.ts';
import type { ModulePatch } from '../module-patch.ts';
import { graphqlOptions } from './options.ts';
import { watchGraphql } from './watch.ts';

export function graphqlPatches(options: InstrumentationOptions): ModulePatch[] {
  let watched = false;
  const patch = () => {
    if (watched) return; // all copies announce themselves on the same channels
    watched = true;
    const tracer = options.tracer('@waymark/instrumentations/graphql');
    watchGraphql(tracer, graphqlOptions(options.config), options.stopped);
  };
  return [{ module: 'graphql', versions: '>=17.0.0 <18', esm: [], patch }];
}
