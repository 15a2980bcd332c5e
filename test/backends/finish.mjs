/** Commands that do their work and end. Plain JavaScript for Node 20. */
import { spawn } from 'node:child_process';
import { endsWithUs } from '../../scripts/server-process.mjs';

/** Runs a command to its end and resolves to its standard output; rejects with the last lines that it wrote. */
export function finish(command, args, { cwd, env, input } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  endsWithUs(child);
  // A command that ends without reading all of it says why in its output.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (chunk) => {
      written[name] += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(written.stdout);
      else
        reject(
          new Error(`${command} failed (${signal ?? code}): ${tail(`${written.stdout}\n${written.stderr}`)}`),
        );
    });
  });
}

function tail(text) {
  return text.trim().split('\n').slice(-15).join('\n');
}
