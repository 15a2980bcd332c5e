export { createDetect, detect } from './detect.ts';
export type { Detect, Replace } from './finding.ts';
export type { OptInDetector } from './personal/personal.ts';
