export type {
  LogRecord,
  SpanEvent,
  SpanKind,
  SpanLink,
  SpanRecord,
  StatusCode,
  Trace,
  TraceSummary,
} from './records.ts';
export { openStore, type RecentTracesOptions, type StoreOptions, type TraceStore } from './store.ts';
export { formatDuration, printTrace, type TraceTextOptions } from './trace-text.ts';
export { startViewer, type Viewer, type ViewerOptions } from './viewer.ts';
