/** WAYMARK_LOG_TAIL and WAYMARK_LOG_EXPORT_LEVEL: the tail of a start, and its stages among processors of records and spans. */

import { type Counter, metrics, type Sampler, SeverityNumber } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ModulePatch } from '@waymark/hooks';
import {
  LogTail,
  type LogTailOptions,
  TAIL_LIMITS,
  TailLogProcessor,
  TailSpanProcessor,
} from '@waymark/logs';
import { recordingRoots, SpanProcessors } from '@waymark/tracing';
import type { WaymarkConfig } from '../config/config.ts';
import type { LogLevel } from '../config/log-tail-config.ts';
import { isMainProcess, report } from '../report.ts';
import { VERSION } from '../version.ts';

const LEVELS: Readonly<Record<LogLevel, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

/** Spans and records are made ready apart from each other, each when it is first needed. */
const tails = new WeakMap<WaymarkConfig, LogTail>();

/** The one tail of a configuration; undefined where there is only a level, or nothing that tells requests apart. */
export function logTailOf(config: WaymarkConfig): LogTail | undefined {
  const { logTail, traces } = config;
  if (logTail === undefined || logTail.mode === 'off' || traces.exporters.length === 0) return undefined;
  let tail = tails.get(config);
  if (tail === undefined) {
    tail = new LogTail({ slowMillis: logTail.slowMillis, ...counters() });
    tails.set(config, tail);
  }
  return tail;
}

/** Lines that still wait when the process, or ours in it, ends are dropped, and counted. */
export function endTail(config: WaymarkConfig): void {
  tails.get(config)?.dropAll();
}

export function tailedRecords(
  config: WaymarkConfig,
  next: readonly LogRecordProcessor[],
): readonly LogRecordProcessor[] {
  sayWhatCannotBe(config);
  const level = LEVELS[config.logTail!.level];
  return [new TailLogProcessor({ level, next, tail: logTailOf(config) })];
}

export function tailedSpans(config: WaymarkConfig, next: readonly SpanProcessor[]): readonly SpanProcessor[] {
  sayWhatCannotBe(config);
  const tail = logTailOf(config);
  return tail === undefined ? next : [new TailSpanProcessor(tail, new SpanProcessors(next))];
}

export function tailedSampler(config: WaymarkConfig, sampler: Sampler): Sampler {
  return logTailOf(config) === undefined ? sampler : recordingRoots(sampler);
}

const judged = new WeakSet<WaymarkConfig>();

function sayWhatCannotBe(config: WaymarkConfig): void {
  if (judged.has(config)) return;
  judged.add(config);
  const { mode, level } = config.logTail!;
  if (mode !== 'off' && logTailOf(config) === undefined)
    say(
      `WAYMARK_LOG_TAIL keeps nothing, since requests are told by spans, and OTEL_TRACES_EXPORTER is none; lines below ${level} are dropped`,
    );
  else if (mode === 'debug' && config.engine === 'upstream')
    say(
      "WAYMARK_LOG_TAIL=debug is as on with WAYMARK_ENGINE=upstream: upstream's instrumentations make no lines that a logger keeps to itself",
    );
}

/** Loggers whose level decides what they make as well: what they keep to themselves there is not. */
export function sayingNotLowered(patches: readonly ModulePatch[]): readonly ModulePatch[] {
  const said = new Set<string>();
  return patches.map((entry) => ({
    ...entry,
    patch(exports, of) {
      if (!said.has(entry.module))
        say(
          `WAYMARK_LOG_TAIL=debug: ${entry.module} makes no lines below its own level; those that it prints are kept as with on`,
        );
      said.add(entry.module);
      return entry.patch(exports, of);
    },
  }));
}

/** What becomes of lines, as metrics; made with the first of them, since whoever makes one loads the SDK. */
function counters(): Pick<LogTailOptions, 'onReleased' | 'onDropped'> {
  let made: { released: Counter; dropped: Counter } | undefined;
  let hasSaidFull = false;
  const counted = () => {
    made ??= newCounters();
    return made;
  };
  return {
    onReleased: (reason, lines) => counted().released.add(lines, { reason }),
    onDropped(reason, lines) {
      counted().dropped.add(lines, { reason });
      if (reason !== 'full' || hasSaidFull) return;
      hasSaidFull = true;
      const { records, bytes } = TAIL_LIMITS;
      say(
        `more log lines wait for their requests than WAYMARK_LOG_TAIL holds (${records} lines, ${bytes >> 20} MiB): the oldest are dropped, and counted in waymark.log_tail.dropped`,
      );
    },
  };
}

function newCounters() {
  const meter = metrics.getMeter('@waymark/logs', VERSION);
  return {
    released: meter.createCounter('waymark.log_tail.released', {
      description: 'Log lines that had waited and left, because their request failed or was slow',
      unit: '{line}',
    }),
    dropped: meter.createCounter('waymark.log_tail.dropped', {
      description: 'Log lines that had waited, or were of no request, and did not leave',
      unit: '{line}',
    }),
  };
}

function say(line: string): void {
  if (isMainProcess()) report(line);
}
