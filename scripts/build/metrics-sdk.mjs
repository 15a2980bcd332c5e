// What the bundle has in place of a function of the metrics SDK: packages/node/RATIONALE.md says why.

import { join } from 'node:path';
import { root } from '../setup.mjs';

const OURS = join(root, 'packages/node/src/metrics/attribute-key.ts');
const UPSTREAMS = /function hashAttributes\(attributes\) \{[\s\S]*?\n\}\n/;

/** Has measurements find their series by our key. Fails when upstream's function is no longer where it was. */
export function metricsSdkPlugin() {
  return {
    name: 'metrics-sdk',
    transform: {
      filter: { id: /@opentelemetry[\\/]sdk-metrics[\\/]dist[\\/]utils\.mjs$/ },
      handler(code) {
        if (!UPSTREAMS.test(code))
          throw new Error("the metrics SDK's utils.mjs has no hashAttributes any more");
        const theirs = code.replace(UPSTREAMS, '');
        return `import { attributeKey as hashAttributes } from ${JSON.stringify(OURS)};\n${theirs}`;
      },
    },
  };
}
