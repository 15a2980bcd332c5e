/**
 * The worker in which detectors that ask files and the network run: it says what each found, under its number, and
 * when all are done. Its sockets and timers keep nobody else's process alive, and its requests are nobody's to trace.
 */

import { parentPort, workerData } from 'node:worker_threads';
import type { Attributes } from '@opentelemetry/api';
import { alibabaCloudEcsDetector } from '@opentelemetry/resource-detector-alibaba-cloud';
import {
  awsBeanstalkDetector,
  awsEc2Detector,
  awsEcsDetector,
  awsEksDetector,
  awsLambdaDetector,
} from '@opentelemetry/resource-detector-aws';
import {
  azureAppServiceDetector,
  azureFunctionsDetector,
  azureVmDetector,
} from '@opentelemetry/resource-detector-azure';
import { containerDetector } from '@opentelemetry/resource-detector-container';
import { gcpDetector } from '@opentelemetry/resource-detector-gcp';
import type { ResourceDetector } from '@opentelemetry/resources';
import type { RemoteDetector } from '../config/resource-config.ts';

const DETECTORS: Record<RemoteDetector, readonly ResourceDetector[]> = {
  container: [containerDetector],
  aws: [awsEc2Detector, awsEcsDetector, awsEksDetector, awsBeanstalkDetector, awsLambdaDetector],
  gcp: [gcpDetector],
  azure: [azureAppServiceDetector, azureFunctionsDetector, azureVmDetector],
  alibaba: [alibabaCloudEcsDetector],
};

/** What one detector found. */
export interface Finding {
  readonly index: number;
  readonly attributes: Attributes;
}

async function detect(detector: ResourceDetector, index: number): Promise<void> {
  const found = await settled(detector.detect().attributes ?? {});
  if (Object.keys(found).length > 0) parentPort?.postMessage({ index, attributes: found } satisfies Finding);
}

/** Without what was not found: a promise of undefined, or one that is rejected. */
async function settled(attributes: Record<string, unknown>): Promise<Attributes> {
  const found = Object.entries(attributes).map(async ([key, value]) => [key, await value] as const);
  const results = await Promise.allSettled(found);
  const kept = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as Attributes;
}

if (parentPort !== null) {
  const names: readonly RemoteDetector[] = workerData;
  const all = names.flatMap((name) => DETECTORS[name]);
  Promise.allSettled(all.map(detect)).then(() => parentPort?.close());
}
