export declare const GITLEAKS_VERSION: string;
export declare function gitleaksCases(options?: { log?: (line: string) => void }): Promise<string>;
export declare function skipWithoutGitleaks(env?: NodeJS.ProcessEnv): string | false;
