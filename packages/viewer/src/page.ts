/** The page at `/`: what this is, and the newest traces. No script, nothing loaded from elsewhere. */

import type { TraceSummary } from './records.ts';
import { formatDuration } from './trace-text.ts';

/** Goes with the page: data of traces can neither run nor load anything, whatever it holds. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function renderPage(traces: readonly TraceSummary[], url: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Waymark viewer</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
  table { border-collapse: collapse; }
  th, td { padding: 0.2rem 1rem 0.2rem 0; text-align: left; }
  td.n { text-align: right; font-variant-numeric: tabular-nums; }
  tr.error a { color: #b00020; }
</style>
<h1>Waymark viewer</h1>
<p>Receives OTLP traces and logs at <code>${escapeHtml(url)}</code> (http/protobuf).
Any trace id, span id or request id can be looked up at <code>/traces/ID</code>, or as JSON at <code>/api/traces/ID</code>.</p>
${traces.length > 0 ? table(traces) : '<p>No trace has arrived yet.</p>'}
</html>
`;
}

function table(traces: readonly TraceSummary[]): string {
  return `<table>
<tr><th>start (UTC)<th>trace<th>duration<th>spans<th>errors<th>request id</tr>
${traces.map(row).join('\n')}
</table>`;
}

function row(trace: TraceSummary): string {
  const start = new Date(Number(trace.startUnixNano / 1_000_000n))
    .toISOString()
    .replace('T', ' ')
    .slice(0, 23);
  return `<tr${trace.errors > 0 ? ' class="error"' : ''}><td>${start}
<td><a href="/traces/${trace.traceId}">${escapeHtml(`${trace.service} ${trace.name}`)}</a>
<td class="n">${formatDuration(trace.durationNano)}<td class="n">${trace.spans}<td class="n">${trace.errors}
<td>${escapeHtml(trace.requestId ?? '')}</tr>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
