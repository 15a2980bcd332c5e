export function missingChromium(env?: NodeJS.ProcessEnv): string | undefined;
export function skipWithoutChromium(env?: NodeJS.ProcessEnv): string | false;
export function chromium(options?: {
  log?: (line: string) => void;
}): Promise<{ executablePath: string; env: NodeJS.ProcessEnv }>;
