/** OpenTelemetry's tracing API on a lean path. README.md has the smallest use. */
export { Clock, clock } from './clock.ts';
export {
  contextOf,
  isSuppressed,
  ROOT,
  SPAN_KEY,
  SUPPRESS_TRACING_KEY,
  WaymarkContext,
} from './context.ts';
export { WaymarkContextManager } from './context-manager.ts';
export { globOf } from './glob.ts';
export { type IdGenerator, RandomIdGenerator } from './random-ids.ts';
export { recordingRoots } from './root-recorder.ts';
export { RuleSampler, type SamplingRule } from './rule-sampler.ts';
export {
  AlwaysOffSampler,
  AlwaysOnSampler,
  type IdSampler,
  type ParentBasedOptions,
  ParentBasedSampler,
  SAMPLER_NAMES,
  samplerFromName,
  TraceIdRatioSampler,
} from './samplers.ts';
export { type AttributeSource, merged, SharedAttributes } from './shared-attributes.ts';
export { RecordingSpan } from './span.ts';
export type { SpanLimits } from './span-limits.ts';
export { SpanProcessors } from './span-processors.ts';
export { epochMs, hrTime } from './time-input.ts';
export { WaymarkTracer } from './tracer.ts';
export { type TracerProviderOptions, WaymarkTracerProvider } from './tracer-provider.ts';
export { UuidV7IdGenerator } from './uuid-v7-ids.ts';
