/** What decides by the rules of sampling, where there are any. */

export { RuleSampler } from '@waymark/tracing';
