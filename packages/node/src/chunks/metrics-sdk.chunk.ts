export { MetricsSdk } from '../metrics/sdk.ts';
