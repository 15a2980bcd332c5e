/** The command `waymark`. It shares nothing with the start of an application, so that neither waits for the other's code. */

export { run } from '../command/run.ts';
