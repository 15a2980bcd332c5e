/** Reads which log lines wait for their request to fail, where one of the variables is set. */

export { readLogTailOptions } from '../config/log-tail-options.ts';
