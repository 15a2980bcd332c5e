/** OpenTelemetry's tracing API on a lean path. README.md has the smallest use. */
export {
  contextOf,
  isSuppressed,
  ROOT,
  SPAN_KEY,
  SUPPRESS_TRACING_KEY,
  WaymarkContext,
} from './context.ts';
export { WaymarkContextManager } from './context-manager.ts';
