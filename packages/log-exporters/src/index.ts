/** OpenTelemetry log records to the log stores that do not speak OTLP. */
export {};
