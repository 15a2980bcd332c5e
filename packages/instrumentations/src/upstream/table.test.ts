import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { upstreamChunks } from './bundling.ts';
import { type ChunkName, type UpstreamTarget, upstreamTable } from './table.ts';

const instrumentations: Record<ChunkName, { getModuleDefinitions(): Definition[] }> = {
  pg: new PgInstrumentation({ enabled: false }),
};

interface Definition {
  name: string;
  supportedVersions: string[];
  patch?: unknown;
  files: { name: string; supportedVersions: string[] }[];
}

/** The rows that upstream's own definitions make. */
function rowsOf(chunk: ChunkName): UpstreamTarget[] {
  return instrumentations[chunk].getModuleDefinitions().flatMap((definition): UpstreamTarget[] => {
    const module = definition.name;
    const main = { chunk, module, versions: definition.supportedVersions.join(' || ') };
    const files = definition.files.map((file) => ({
      chunk,
      module,
      file: file.name.slice(module.length + 1).replaceAll('\\', '/'),
      versions: file.supportedVersions.join(' || '),
    }));
    return typeof definition.patch === 'function' ? [main, ...files] : files;
  });
}

const sorted = (rows: readonly UpstreamTarget[]) =>
  rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();

test('the table says what upstream says of its modules, files and versions', () => {
  const upstream = (Object.keys(instrumentations) as ChunkName[]).flatMap(rowsOf);
  assert.deepEqual(sorted(upstreamTable), sorted(upstream));
});

test('each chunk of the table is a file, and each file is in the table', () => {
  const named = new Set(upstreamTable.map(({ chunk }) => chunk));
  assert.deepEqual(Object.keys(upstreamChunks).sort(), [...named].sort());
});
