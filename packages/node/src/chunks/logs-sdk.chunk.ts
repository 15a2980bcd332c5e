export { LoggerProvider } from '@opentelemetry/sdk-logs';
export { LogsOnSpansProcessor, logsOnSpansFrom, RequestIdProcessor } from '@waymark/logs';
