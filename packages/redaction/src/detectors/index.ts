export { createDetect, detect, type OptInDetector } from './detect.ts';
export type { Detect, Replace } from './finding.ts';
