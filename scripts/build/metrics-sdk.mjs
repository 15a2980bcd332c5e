// What the bundle has in place of a function of the metrics SDK: packages/node/RATIONALE.md says why.

import { join } from 'node:path';
import { root } from '../setup.mjs';

const OURS = join(root, 'packages/node/src/metrics/attribute-key.ts');
const SDK = /@opentelemetry[\\/]sdk-metrics[\\/]/;
const UPSTREAMS = /function hashAttributes\(attributes\) \{[\s\S]*?\n\}\n/;

/** Has measurements find their series by our key. Fails when upstream's function is no longer there, or is elsewhere. */
export function metricsSdkPlugin() {
  let isDone = false;
  return {
    name: 'metrics-sdk',
    transform: {
      filter: { id: /@opentelemetry[\\/]sdk-metrics[\\/]dist[\\/]utils\.mjs$/ },
      handler(code) {
        isDone = UPSTREAMS.test(code);
        const theirs = code.replace(UPSTREAMS, '');
        return `import { attributeKey as hashAttributes } from ${JSON.stringify(OURS)};\n${theirs}`;
      },
    },
    generateBundle(_, bundle) {
      const hasSdk = Object.values(bundle).some(({ moduleIds = [] }) => moduleIds.some((id) => SDK.test(id)));
      if (hasSdk && !isDone)
        throw new Error("the metrics SDK's utils.mjs has no hashAttributes: it keeps upstream's");
    },
  };
}
