/** Reads the rules of sampling, where there are any. */

export { readSamplingRules } from '../config/sampling-rules.ts';
