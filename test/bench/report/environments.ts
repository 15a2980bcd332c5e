/** Where, against whom, and with which environment. */

import { cpus } from 'node:os';
import { type Contender, sharedEnv } from '../contenders/contenders.ts';
import { canPin } from '../measuring/pinning.ts';

export function machineLine(): string {
  const cores = canPin
    ? 'measured process on core 0, all else on core 1'
    : 'not pinned (no taskset, or one core)';
  return `${process.platform} ${process.arch}, ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), ${cores}`;
}

/** Every contender with every variable of its environment. */
export function environments(contenders: readonly Contender[]): string {
  const listed = contenders.map(({ name, title, env }) => [`${name}: ${title}`, ...variables(env('<sink>'))]);
  return ['```', 'all:', ...variables(sharedEnv), ...listed.flat(), '```'].join('\n');
}

/** What a scenario's contenders have in their environment that the usual one of that package has not; empty for most. */
export function variations(contenders: readonly Contender[], usual: readonly Contender[]): string {
  const lines = contenders.flatMap(({ name, title, env }) => {
    const known = usual.find((other) => other.title === title)!.env('<sink>');
    const own = Object.entries(env('<sink>')).filter(([key, value]) => known[key] !== value);
    return own.length === 0
      ? []
      : [`${name}: ${own.map(([key, value]) => `\`${key}=${value}\``).join(', ')}`];
  });
  return lines.join('; ');
}

function variables(env: Record<string, string>): string[] {
  return Object.entries(env).map(([key, value]) => `  ${key}=${value}`);
}
