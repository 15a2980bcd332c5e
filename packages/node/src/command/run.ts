/** What `waymark` does with its arguments: says how it is used, opens the viewer, or runs an application with one. */

import { HELP, ownVersion } from './help.ts';
import { view } from './view.ts';

/** Ends by the process's exit code; prints what went wrong. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await runCommand(args);
  } catch (error) {
    console.error(`waymark: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

async function runCommand([command, ...rest]: readonly string[]): Promise<void> {
  if (command === 'view') await view(rest);
  else if (command === 'run') await (await import('./run-application.ts')).runApplication(rest);
  else if (command === undefined || command === 'help' || command === '--help' || command === '-h')
    process.stdout.write(HELP);
  else if (command === '--version' || command === '-v') console.log(ownVersion());
  else throw new Error(`"${command}" is no command; there are view and run, and waymark --help`);
}
