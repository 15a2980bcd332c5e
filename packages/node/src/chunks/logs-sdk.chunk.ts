/** Where an application has processors of its own, which may do with a record whatever the SDK's can. */

export { LoggerProvider } from '@opentelemetry/sdk-logs';
