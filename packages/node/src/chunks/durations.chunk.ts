export { HttpDurations } from '@waymark/http';
export { instrumentDurations } from '../metrics/instrument-durations.ts';
