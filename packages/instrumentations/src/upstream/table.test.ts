import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { satisfies } from '@waymark/hooks';
import { type ChunkName, upstreamClasses } from './classes.ts';
import { upstreamTable } from './table.ts';

const require = createRequire(import.meta.url);

/** What upstream's class says of the modules that it patches. */
interface Definition {
  name: string;
  supportedVersions: string[];
  patch?: unknown;
  files: { name: string; supportedVersions: string[] }[];
}

/** Ranges by `module file`; the main file has no name, a module of Node's the range `*`. */
type Ranges = Map<string, string[]>;

function upstreamRanges(chunk: ChunkName): Ranges {
  const exports = require(`@opentelemetry/instrumentation-${chunk}`);
  const instrumentation = new exports[upstreamClasses[chunk]]({ enabled: false });
  const definitions: Definition[] = instrumentation.getModuleDefinitions() ?? [];
  const ranges: Ranges = new Map();
  for (const { name, supportedVersions, patch, files } of definitions) {
    if (typeof patch === 'function') add(ranges, name, '', supportedVersions);
    for (const file of files) {
      add(ranges, name, file.name.slice(name.length + 1).replaceAll('\\', '/'), file.supportedVersions);
    }
  }
  return ranges;
}

function tableRanges(chunk: ChunkName): Ranges {
  const ranges: Ranges = new Map();
  for (const { module, versions = '*', files = [''] } of upstreamTable.filter((row) => row.chunk === chunk)) {
    for (const file of files) add(ranges, module.replace('node:', ''), file, [versions]);
  }
  return ranges;
}

function add(ranges: Ranges, module: string, file: string, more: readonly string[]): void {
  const key = `${module} ${file}`;
  ranges.set(key, [...(ranges.get(key) ?? []), ...more.map((range) => range.replaceAll(/([<>=]) /g, '$1'))]);
}

/** The numbers that ranges name, and versions just below and above them. */
function versionsAround(ranges: readonly string[]): string[] {
  return [...ranges.join().matchAll(/(\d+)(?:\.(\d+))?(?:\.(\d+))?/g)].flatMap(
    ([, major, minor = '0', patch = '0']) => [
      `${Number(major) - 1}.999.999`,
      `${major}.${Number(minor) - 1}.999`,
      `${major}.${minor}.${patch}`,
      `${major}.${minor}.${Number(patch) + 1}`,
      `${Number(major) + 1}.0.0`,
    ],
  );
}

for (const chunk of Object.keys(upstreamClasses) as ChunkName[]) {
  test(`the table says of ${chunk} what upstream says of its modules, files and versions`, () => {
    const [ours, upstreams] = [tableRanges(chunk), upstreamRanges(chunk)];
    assert.deepEqual([...ours.keys()].sort(), [...upstreams.keys()].sort());
    for (const [file, ranges] of ours) {
      const expected = upstreams.get(file)!;
      const isIn = (ranges: readonly string[]) => (version: string) =>
        ranges.some((range) => satisfies(version, range));
      for (const version of versionsAround([...ranges, ...expected])) {
        assert.equal(isIn(ranges)(version), isIn(expected)(version), `${file} ${version}`);
      }
    }
  });
}

test('no version of a file is in two rows, which would patch it twice', () => {
  for (const chunk of Object.keys(upstreamClasses) as ChunkName[]) {
    for (const [file, ranges] of tableRanges(chunk)) {
      for (const version of versionsAround(ranges)) {
        assert.ok(ranges.filter((range) => satisfies(version, range)).length < 2, `${file} ${version}`);
      }
    }
  }
});

test("the instrumentations are those of upstream's meta package", () => {
  const main = require.resolve('@opentelemetry/auto-instrumentations-node');
  const manifest = JSON.parse(readFileSync(join(main, '../../package.json'), 'utf8'));
  const prefix = '@opentelemetry/instrumentation-';
  const upstream = Object.keys(manifest.dependencies).filter((name) => name.startsWith(prefix));
  assert.deepEqual(
    Object.keys(upstreamClasses).sort(),
    upstream.map((name) => name.slice(prefix.length)).sort(),
  );
});
