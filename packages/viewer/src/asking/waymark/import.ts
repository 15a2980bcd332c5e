/** `POST import`: OTLP-JSON lines, as `export` and the Collector's file exporter write them, into the store. */

import {
  DecodeError,
  fromJson,
  LOGS,
  type OtlpLogs,
  type OtlpTraces,
  TRACES,
  toProtobuf,
} from '@waymark/otlp';
import type { TelemetryStore } from '../../store/telemetry-store.ts';
import { QuestionError } from '../question-error.ts';
import type { Asked } from './asked.ts';
import { countOf, newLogs } from './new-logs.ts';
import type { ImportedJson } from './shapes.ts';

/**
 * Each line is taken by itself, and what is there already stays once. Metrics are passed over. One object over several lines,
 * as other tools write it, is taken, too.
 * @throws {QuestionError} 400, with the number of the line; lines before it are in
 */
export async function importLines({ store, query, body }: Asked): Promise<ImportedJson> {
  const imported: ImportedJson = { spans: 0, logs: 0, rejected: 0 };
  // Where this is a piece of more, that begins further up.
  const first = Number(query.get('line') ?? 1);
  for (const { number, line } of linesOf(Buffer.from(body ?? []).toString(), first)) {
    const { traces, logs } = requestsOf(line, number);
    await importSpans(store, traces, imported);
    await importLogs(store, logs, imported);
  }
  return imported;
}

function linesOf(text: string, first: number): { number: number; line: string }[] {
  const lines = text.split('\n').map((line, at) => ({ number: first + at, line: line.trim() }));
  const written = lines.filter(({ line }) => line !== '');
  // Printed with indents, an object's first line is a lone bracket, or begins one that does not end.
  return written[0] && !isJson(written[0].line) ? [{ number: written[0].number, line: text }] : written;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One object of a line may hold both signals. */
function requestsOf(line: string, number: number): { traces: OtlpTraces; logs: OtlpLogs } {
  try {
    return { traces: fromJson(TRACES, line), logs: fromJson(LOGS, line) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new QuestionError(400, `line ${number} is not OTLP-JSON: ${error.message}`);
  }
}

async function importSpans(store: TelemetryStore, traces: OtlpTraces, imported: ImportedJson): Promise<void> {
  if (traces.resourceSpans.length === 0) return;
  const { accepted, rejected } = await store.take('traces', toProtobuf(TRACES, traces));
  imported.spans += accepted;
  imported.rejected += rejected;
}

/** The store knows requests that come again, but the same records arrive in others: an export puts them together by itself. */
async function importLogs(store: TelemetryStore, logs: OtlpLogs, imported: ImportedJson): Promise<void> {
  const fresh = await newLogs(store, logs);
  if (countOf(fresh) > 0) await store.take('logs', toProtobuf(LOGS, fresh));
  imported.logs += countOf(logs);
}
