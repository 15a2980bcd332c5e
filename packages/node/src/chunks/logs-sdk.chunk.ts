/**
 * The SDK's loggers, where ours would not do: an application has processors of its own, which may do with a record whatever
 * the SDK's can, the SDK measures itself (`OTEL_NODE_EXPERIMENTAL_SDK_METRICS`), or the engine is upstream's.
 */

export { LoggerProvider } from '@opentelemetry/sdk-logs';
