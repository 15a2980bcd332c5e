/** All that Waymark can patch when it is in a bundle: what each plugin looks for. */

import { BundlingTargets } from '@waymark/hooks/bundling';
import { upstreamTable } from '@waymark/instrumentations';
import { followApiCopies } from '../other-tracers/api-copies.ts';
import { TARGETS } from '../patching/targets.ts';

/** Whatever is on or off is decided when the bundle runs, so it takes in everything. */
export function bundlingTargets(): BundlingTargets {
  const upstream = upstreamTable.flatMap(({ module, versions, esm, files = [''] }) =>
    files.map((file) => ({ module, versions, esm, file: file === '' ? undefined : file })),
  );
  const packages = [...TARGETS, ...upstream, followApiCopies].filter(
    ({ module }) => !module.startsWith('node:'),
  );
  return new BundlingTargets(packages);
}
