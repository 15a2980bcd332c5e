/** What a bundler has to know to make upstream's instrumentations into chunks; RATIONALE.md says why. */

import { join } from 'node:path';
import { type ChunkName, upstreamClasses } from './classes.ts';

const here = import.meta.dirname;
const ENTRY = 'waymark-upstream:';

/** What is used of a bundler's plugin: rolldown's and Rollup's own type fits. */
export interface BundlerPlugin {
  name: string;
  resolveId(id: string): string | undefined;
  load(id: string): string | undefined;
  transform: { filter: { id: RegExp }; handler(code: string, id: string): string };
}

/** Entries, by chunk name, of a bundle made with `upstreamPlugin`. */
export const upstreamEntries: Readonly<Record<ChunkName, string>> = Object.fromEntries(
  Object.keys(upstreamClasses).map((name) => [name, ENTRY + name]),
) as Record<ChunkName, string>;

/** Makes the entries, and upstream's code such that it runs in a bundle without its hooks. */
export function upstreamPlugin(): BundlerPlugin {
  return {
    name: 'waymark-upstream',
    resolveId(id) {
      if (id === 'require-in-the-middle' || id === 'import-in-the-middle') return join(here, 'collector.ts');
      // A file of this folder that is not there: its imports are looked for from here.
      return id.startsWith(ENTRY) ? join(here, `${id.slice(ENTRY.length)}.chunk.js`) : undefined;
    },
    load(id) {
      const name = Object.keys(upstreamClasses).find((each) => id === join(here, `${each}.chunk.js`));
      return name === undefined ? undefined : chunkSource(name as ChunkName);
    },
    transform: { filter: { id: /@opentelemetry[\\/].*\.mjs$/ }, handler: adapted },
  };
}

function chunkSource(name: ChunkName): string {
  const Class = upstreamClasses[name];
  const plain = `import { ${Class} } from '@opentelemetry/instrumentation-${name}';
import { constructs } from './chunk.ts';
`;
  if (name !== 'aws-sdk')
    return `${plain}export const construct = constructs(${Class});
`;
  return `${plain}import { withOwnInputs } from './aws-inputs.ts';
import { withMessageContexts } from './aws-messages.ts';
export const construct = constructs(withOwnInputs(${Class}), withMessageContexts);
`;
}

function adapted(code: string, id: string): string {
  return /[\\/]shimmer\.mjs$/.test(id) ? withQuietShimmer(code) : withPlainRequires(code);
}

/**
 * What wraps functions says on the application's stderr what it does not find, with a stack: a function that a version of a
 * package does not have, or one that is unwrapped already when the process shuts down. It goes to the diagnostics instead.
 */
function withQuietShimmer(code: string): string {
  const loud = 'console.error.bind(console)';
  if (!code.includes(loud)) throw new Error(`upstream's shimmer.mjs no longer has ${loud}`);
  return `import { diag } from '@opentelemetry/api';\n${code.replace(loud, '(text) => diag.warn(text)')}`;
}

/**
 * Upstream's ES modules call `require` by a name that bundlers do not know, so that what they mean stays out of
 * the bundle and is looked for in the app.
 */
function withPlainRequires(code: string): string {
  return code.replaceAll(/\b__require\(/g, 'require(');
}
