export { prometheusReader } from '../metrics/prometheus.ts';
