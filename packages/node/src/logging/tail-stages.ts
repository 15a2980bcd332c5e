/** Where the tail of log lines stands among processors and samplers. It loads only where there is one, or a level. */

import type { Sampler } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ModulePatch } from '@waymark/hooks';
import type { LogOptions, LogTail } from '@waymark/logs';
import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';

/** In front of what lets records out, their redaction included: what is dropped is not looked at. */
export function tailedRecords(
  config: WaymarkConfig,
  leaving: readonly LogRecordProcessor[],
): readonly LogRecordProcessor[] {
  return config.logTail === undefined ? leaving : loadChunk('log-tail').tailedRecords(config, leaving);
}

/** Likewise of spans. */
export function tailedSpans(
  config: WaymarkConfig,
  leaving: readonly SpanProcessor[],
): readonly SpanProcessor[] {
  return config.logTail === undefined ? leaving : loadChunk('log-tail').tailedSpans(config, leaving);
}

/** What head sampling drops may fail: the first span of each request is recorded, to be let out with its lines. */
export function tailedSampler(config: WaymarkConfig, sampler: Sampler): Sampler {
  return config.logTail === undefined ? sampler : loadChunk('log-tail').tailedSampler(config, sampler);
}

/** For loggers that can make what they keep to themselves: whether it is wanted where a line is written. */
export function loweredIn(config: WaymarkConfig): LogOptions['lowered'] {
  if (config.logTail?.mode !== 'debug') return undefined;
  let tail: LogTail | undefined;
  return (ctx) => {
    tail ??= loadChunk('log-tail').logTailOf(config);
    return tail?.takes(ctx) === true;
  };
}

/** The patches of loggers that cannot, each of which then says so. */
export function notLowered(config: WaymarkConfig, patches: readonly ModulePatch[]): readonly ModulePatch[] {
  return config.logTail?.mode === 'debug' ? loadChunk('log-tail').sayingNotLowered(patches) : patches;
}
