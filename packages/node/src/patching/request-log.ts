/** Who makes a log record of each request, where somebody asked for them. */

import type { RequestLog } from '@waymark/http';
import { loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';
import { destinationsOf } from '../config/signal-config.ts';
import type { Logging } from '../logging/logging.ts';
import type { LateOptions } from '../options/late-options.ts';
import { isMainProcess, report } from '../report.ts';
import { VERSION } from '../version.ts';

/** Asked when HTTP loads, and for HTTP/2 again: of both it is the same, and `undefined` where no record is made. */
export function requestLogOf(
  config: WaymarkConfig,
  options: LateOptions,
  logging: Logging,
  stopped: () => boolean,
): () => RequestLog | undefined {
  let made: RequestLog | undefined;
  let isAsked = false;
  return () => {
    if (!isAsked && config.requestLog !== 'off') made = make(config, options, logging, stopped);
    isAsked = true;
    return made;
  };
}

function make(
  { requestLog, logs }: WaymarkConfig,
  { values }: LateOptions,
  logging: Logging,
  stopped: () => boolean,
): RequestLog | undefined {
  const isRead = destinationsOf(logs).some(({ exporters }) => exporters.length > 0);
  if (!isRead && values.logRecordProcessors === undefined) {
    if (isMainProcess()) report(`WAYMARK_REQUEST_LOG=${requestLog} ${NOWHERE}`);
    return undefined;
  }
  return new (loadChunk('request-log').RequestRecords)({
    logger: () => logging.logger('@waymark/http', VERSION),
    errorsOnly: requestLog === 'errors',
    stopped,
    warn: report,
  });
}

/** On a span the record would say again what the span says. */
const NOWHERE = 'makes no records: log records go nowhere but onto spans. OTEL_LOGS_EXPORTER=otlp sends them';
