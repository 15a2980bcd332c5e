export type {
  OtlpAnyValue,
  OtlpEvent,
  OtlpKeyValue,
  OtlpLink,
  OtlpLogRecord,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
} from '@waymark/otlp';
export {
  openStore,
  type StoreReader,
  startViewer,
  type Viewer,
  type ViewerOptions,
} from './start-viewer.ts';
export type {
  AttributeCondition,
  LogQuery,
  NameCondition,
  SpanCondition,
  TraceQuery,
} from './store/queries.ts';
export type {
  FoundId,
  LogPage,
  StoredLog,
  StoredSpan,
  StoreStatus,
  TracePage,
  TraceSummary,
} from './store/telemetry-store.ts';
export { formatDuration, printTrace, type Trace, type TraceTextOptions } from './terminal/trace-text.ts';
export type { StoreOptions } from './thread/messages.ts';
export type { RecentTracesOptions, ViewerStore } from './viewer-store.ts';
