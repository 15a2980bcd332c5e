export { encodeLogs, encodeTraces } from './encode.ts';
