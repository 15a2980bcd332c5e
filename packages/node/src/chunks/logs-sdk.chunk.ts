export { LoggerProvider } from '@opentelemetry/sdk-logs';
export { LogsOnSpansProcessor, logsOnSpansFrom } from '@waymark/logs';
