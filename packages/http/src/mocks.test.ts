/** Tests of applications mock their servers, and may look for the spans that upstream's instrumentations make of that. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

type Results = Record<string, string[]>;

/** Whose requests have spans, of ours and of upstream's alike. nock 13 takes the place of `http.request` itself. */
const LIBRARIES: Record<string, string[]> = {
  nock: ['http', 'fetch'],
  'nock-14': ['http'],
  'nock-13': [],
  msw: ['http', 'fetch'],
  'msw-2': ['http'],
};

/** Of fetch, as parity.test.ts tells; and nock 14 closes a request before its response, which upstream takes for its end. */
const DIFFERENT = /^ {2}(http\.request\.method_original|url\.full|url\.query)=/;
const CLOSED_EARLY = new Map([
  ['nock-14 http /missing', { ours: ['  error.type="404"', '  status ERROR'], upstream: ['  status UNSET'] }],
]);

async function run(whom: 'ours' | 'upstream', library: string): Promise<Results> {
  const scenarios = fileURLToPath(new URL('mock-scenarios.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [scenarios, whom, library], {
    timeout: 60_000,
  });
  return JSON.parse(stdout.slice(stdout.indexOf('{"http ')));
}

describe('a request that is answered by', () => {
  for (const [library, traced] of Object.entries(LIBRARIES)) {
    it(`${library} has the span that it has with upstream's instrumentations`, async () => {
      const [ours, upstream] = await Promise.all([run('ours', library), run('upstream', library)]);
      assert.deepEqual(Object.keys(ours), Object.keys(upstream));
      for (const [scenario, lines] of Object.entries(ours)) {
        const client = scenario.split(' ')[0]!;
        const spans = lines.filter((line) => line.startsWith('CLIENT'));
        assert.equal(spans.length, Number(traced.includes(client)), scenario);
        const isCompared = (line: string) => client === 'http' || !DIFFERENT.test(line);
        const early = CLOSED_EARLY.get(`${library} ${scenario}`);
        assert.deepEqual(
          lines.filter((line) => isCompared(line) && !early?.ours.includes(line)),
          upstream[scenario]!.filter((line) => isCompared(line) && !early?.upstream.includes(line)),
          scenario,
        );
      }
    });
  }
});
