/** Why nginx, Kafka or the services in Python and Go cannot be had here, or undefined. */
export function missingStacks(env?: NodeJS.ProcessEnv): string | undefined;
export function stacks(options?: {
  log?: (line: string) => void;
}): Promise<{ pythonPath: string; stockCommand: string }>;
