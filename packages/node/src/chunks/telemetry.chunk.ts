/**
 * What the first telemetry of a process needs, whichever it is. In one file, since who needs one of these needs most of
 * them, and an empty application none.
 */

export { ConsoleLines } from '@waymark/logs';
export { atSignals } from '../ending/signals.ts';
export { beforeVitestEnds } from '../ending/vitest-thread.ts';
export { ExportPipeline } from '../exporting/export-pipeline.ts';
export { loggerProvider } from '../logging/logger-provider.ts';
export { ActiveMetering } from '../metrics/active-metering.ts';
export { TargetPatches } from '../patching/target-patches.ts';
export { resourceOf } from '../resource/resource.ts';
export { tracing } from '../tracing/tracing.ts';
