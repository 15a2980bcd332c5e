/** OpenTelemetry log records to the log stores that do not speak OTLP. */

export { ECS_VERSION, ecsDocument } from './ecs/ecs-document.ts';
