/** When spans that still run are announced: once a viewer has said that it wants to know, or the user that it is one. */

import { setTimeout } from '@waymark/delivery/builtins';
import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';
import { otlpDestination } from '../exporting/destinations.ts';
import type { ExportPipeline } from '../exporting/export-pipeline.ts';
import type { LazyRedaction } from '../redaction/lazy-redaction.ts';
import type { LateProcessors } from './pending-spans.ts';

/** A start is over by then, in milliseconds. */
const QUIET_MS = 100;
/** What the header `waymark-viewer` says of it. */
const WANTED = 'pending=1';

export function watchedByViewer(
  { traces }: WaymarkConfig,
  pipeline: ExportPipeline,
  tracers: LateProcessors,
  redaction: LazyRedaction,
): void {
  pipeline.onViewer = (viewer, said = WANTED) => {
    try {
      if (said.includes(WANTED)) loadChunk('pending-spans').tellOfPending(viewer, traces, tracers, redaction);
    } catch {
      // Our files may be gone, or no more of them can be opened: no reason to lose a batch, or the process.
    }
  };
  // The first request of all may be the one that hangs.
  if (traces.exporters.includes('viewer'))
    setTimeout(() => pipeline.onViewer!(otlpDestination(traces.otlp, 'traces')), QUIET_MS).unref();
}
