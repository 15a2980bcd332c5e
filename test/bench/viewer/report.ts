/** The tables of packages/viewer/README.md. */

import { table } from '../report/table.ts';
import type { Beside } from './beside.ts';
import type { Flood } from './flood.ts';
import type { Ingest } from './ingest.ts';
import type { Painted } from './painted.ts';
import type { Latency } from './questions.ts';
import { BATCH, CONNECTIONS } from './run-load.ts';
import type { Start } from './start.ts';
import { ATTRIBUTES_A_SPAN, SPANS_A_TRACE } from './telemetry.ts';

export interface Results {
  /** Who was measured, in this order. */
  ingest: { title: string; survives: boolean; rounds: Ingest[]; orders?: Latency }[];
  /** Of ours in a file, by the text of {@link QUESTIONS}. */
  questions?: Record<string, Latency>;
  lineQuestions?: Record<string, Latency>;
  beside?: Beside;
  lines?: number;
  flood?: { title: string; flood: Flood }[];
  start?: Start;
  packed?: number;
  painted?: Painted;
}

export function reportOf(results: Results): string {
  return [loadText(), ingestTable(results), ...questionTables(results), ...figures(results)].join('\n\n');
}

function loadText(): string {
  return (
    `Spans have ${ATTRIBUTES_A_SPAN} attributes, ${SPANS_A_TRACE} to a trace, ${BATCH} to a request, on ${CONNECTIONS} connections, from another process on the same two cores; ` +
    'Jaeger and ours get OTLP/HTTP, Zipkin the same spans as its JSON. A rate counts until the last trace is found by its order number.'
  );
}

function ingestTable({ ingest }: Results): string {
  const head = [
    '',
    'spans a second',
    'us of CPU a span',
    'ms to the answer, half / 99 %',
    'memory',
    '`=` of one in all',
    'after kill -9',
  ];
  return table(
    head,
    ingest.map(({ title, survives, rounds, orders }) => {
      const best = rounds.toSorted((one, other) => other.perSecond - one.perSecond);
      const middle = best[Math.floor(best.length / 2)]!;
      return [
        title,
        rangeOf(best.map(({ perSecond }) => thousands(perSecond))),
        middle.cpuPerSpan.toFixed(1),
        `${middle.p50.toFixed(0)} / ${middle.p99.toFixed(0)}`,
        `${Math.max(...rounds.map(({ memory }) => memory)).toFixed(0)} MB`,
        orders ? milliseconds(orders) : '-',
        survives ? 'all there' : 'gone',
      ];
    }),
  );
}

function questionTables({ ingest, questions, lineQuestions }: Results): string[] {
  if (questions === undefined) return [];
  const spans = ingest[0]!.rounds.at(-1)!.spans;
  const rows = Object.entries({ ...questions, ...lineQuestions });
  return [
    `Asked of ours in a file with ${thousands(spans)} spans${lineQuestions ? ' and as many log lines' : ''}, over all services, another value each time:`,
    table(
      ['', 'ms, half / most'],
      rows.map(([question, latency]) => [question, milliseconds(latency)]),
    ),
  ];
}

function figures({ beside, lines, flood = [], start, packed, painted }: Results): string[] {
  const all = [
    beside &&
      `Log lines beside spans, for a while: ${thousands(beside.linesPerSecond)} lines a second, which is what was sent, and ${thousands(beside.spansPerSecond)} spans; 99 % of requests of lines were answered within ${beside.lineP99.toFixed(0)} ms.`,
    lines && `Log lines alone: ${thousands(lines)} a second.`,
    ...flood.map(
      ({ title, flood: { minutes, spans, perSecond, memory, most } }) =>
        `${title}, flooded for ${minutes} minutes: ${thousands(spans)} spans at ${thousands(perSecond)} a second; memory ${memory.map((each) => each.toFixed(0)).join(', ')} MB after each tenth of the time, ${most.toFixed(0)} MB at most.`,
    ),
    painted &&
      `A trace of 100,000 spans: ${painted.millis.toFixed(0)} ms from the click to its rows on the screen, ${(painted.bytes / 1e6).toFixed(1)} MB over the wire; the longest frame while it was scrolled from end to end took ${painted.longestFrame.toFixed(0)} ms.`,
    start &&
      `\`waymark view\` listens ${start.median.toFixed(0)} ms (at best ${start.least.toFixed(0)}) after the start of its process, where Node.js alone takes ${start.node.toFixed(0)} ms to start and end.`,
    packed && `The package is ${packed.toFixed(0)} KB packed.`,
  ];
  return [
    all
      .filter((line) => line)
      .map((line) => `- ${line}`)
      .join('\n'),
  ];
}

const milliseconds = ({ median, most }: Latency) => `${digits(median)} / ${digits(most)}`;
const digits = (number: number) => number.toFixed(number < 10 ? 1 : 0);
const rangeOf = (texts: string[]) => (texts.length > 1 ? `${texts.at(-1)} to ${texts[0]}` : texts[0]!);

/** `31,400`: three digits are what such a machine is good for. */
function thousands(number: number): string {
  return Number(number.toPrecision(3)).toLocaleString('en-US');
}
