/** `POST import`: OTLP-JSON lines, as `export` and the Collector's file exporter write them, into the store. */

import { DecodeError, fromJson, LOGS, type MessageType, TRACES, toProtobuf } from '@waymark/otlp';
import type { Signal } from '../../store/telemetry-store.ts';
import { QuestionError } from '../question-error.ts';
import type { Asked } from './asked.ts';
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
    for (const { signal, request } of requestsOf(line, number)) {
      const taken = await store.take(signal, request);
      imported[signal === 'traces' ? 'spans' : 'logs'] += taken.accepted;
      imported.rejected += taken.rejected;
    }
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
function requestsOf(line: string, number: number): { signal: Signal; request: Uint8Array }[] {
  try {
    return [
      { signal: 'traces' as const, request: recoded(TRACES, line) },
      { signal: 'logs' as const, request: recoded(LOGS, line) },
    ].filter(({ request }) => request.length > 0);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new QuestionError(400, `line ${number} is not OTLP-JSON: ${error.message}`);
  }
}

function recoded<T extends object>(type: MessageType<T>, line: string): Uint8Array {
  return toProtobuf(type, fromJson(type, line));
}
