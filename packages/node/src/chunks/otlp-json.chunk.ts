/** OTLP/JSON by upstream's serializers: whoever asks for JSON wants to read it, and pays for a batch written in one stretch. */

export {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
} from '@opentelemetry/otlp-transformer';
