/** What is told of an exception that nobody caught, with the first, and of logged errors on their spans, where that is asked for. */

export { ErrorsMarkSpansProcessor } from '@waymark/logs';
export { LastWords } from '../ending/last-words.ts';
