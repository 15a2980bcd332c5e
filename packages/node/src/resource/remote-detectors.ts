/** OTEL_NODE_RESOURCE_DETECTORS where it names clouds: they are asked after the start, and telemetry does not wait. */

import { setTimeout } from '@waymark/delivery/builtins';
import { chunkFile, loadChunk } from '../chunks/load.ts';
import type { RemoteDetector } from '../config/resource-config.ts';
import { messageOf, report } from '../report.ts';
import type { GrowingResource } from './growing-resource.ts';

/** Begins once the application's own start has run; a process that ends before then asks nobody. */
export function growInBackground(resource: GrowingResource, names: readonly RemoteDetector[]): void {
  setTimeout(() => {
    try {
      const { detectInBackground } = loadChunk('detectors');
      detectInBackground(names, chunkFile('detect'), (found) => resource.grow(found));
    } catch (error) {
      report(`resource detectors could not run: ${messageOf(error)}; telemetry goes without`);
    }
  }, 0).unref();
}
