/** One suite that every exporter passes: `exporterContract(adapter)` in a test file. */

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Claim, ExporterAdapter } from './adapter.ts';
import { CLAIMS } from './claims.ts';

export type {
  Behave,
  Behaviour,
  Claim,
  ContractExporter,
  ContractExporterOptions,
  ContractServer,
  ExporterAdapter,
} from './adapter.ts';
export { type HttpAnswer, type HttpProtocol, startHttpContractServer } from './http-contract-server.ts';
export { Ledger } from './ledger.ts';
export { numbersInJson, numbersInProtobuf } from './otlp-numbers.ts';
export { overExporter, overProcessor } from './over.ts';
export { contractLogRecord, contractResource, contractSpan, numberIn } from './records.ts';

/** Of one test, in milliseconds: a socket that nobody closes would keep it for ever. */
const timeout = 90_000;

/** Registers one test a claim. */
export function exporterContract(adapter: ExporterAdapter): void {
  suite(`${adapter.name} keeps the contract of exporters`, () => {
    for (const [claim, { says, proves }] of Object.entries(CLAIMS)) {
      if (adapter.lacks?.[claim as Claim] !== undefined) continue;
      const instead = adapter.breaks?.[claim as Claim];
      if (instead === undefined) test(`${claim}: ${says}`, { timeout }, () => proves(adapter));
      else
        test(`${claim} is not kept: ${instead}`, { timeout }, () =>
          assert.rejects(proves(adapter), assert.AssertionError),
        );
    }
  });
}
