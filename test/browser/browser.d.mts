// Functions that tests hand to the page run there.
/// <reference lib="dom" />

/**
 * The page of a browser, as far as tests use it. What it takes and gives is `playwright-core`'s, which has a lock file of
 * its own and may not be there when types are checked.
 */

interface ByName {
  name?: string | RegExp;
  exact?: boolean;
  level?: number;
}

type State = { state?: 'attached' | 'detached' | 'visible' | 'hidden'; timeout?: number };

interface Finding {
  getByText(text: string | RegExp, options?: { exact: boolean }): Locator;
  getByRole(role: string, options?: ByName): Locator;
  getByLabel(text: string | RegExp): Locator;
  getByPlaceholder(text: string | RegExp): Locator;
  locator(selector: string): Locator;
}

export interface Locator extends Finding {
  allInnerTexts(): Promise<string[]>;
  allTextContents(): Promise<string[]>;
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
  check(): Promise<void>;
  click(): Promise<void>;
  count(): Promise<number>;
  /** `run` is called in the page. */
  evaluate<T>(run: (element: HTMLElement) => T): Promise<T>;
  evaluateAll<T>(run: (elements: HTMLElement[]) => T): Promise<T>;
  fill(text: string): Promise<void>;
  filter(options: { hasText?: string | RegExp; has?: Locator }): Locator;
  first(): Locator;
  focus(): Promise<void>;
  getAttribute(name: string): Promise<string | null>;
  hover(): Promise<void>;
  innerText(): Promise<string>;
  inputValue(): Promise<string>;
  isVisible(): Promise<boolean>;
  last(): Locator;
  nth(index: number): Locator;
  or(other: Locator): Locator;
  selectOption(value: string | { label: string }): Promise<string[]>;
  setInputFiles(files: string | { name: string; mimeType: string; buffer: Uint8Array }): Promise<void>;
  textContent(): Promise<string | null>;
  waitFor(state?: State): Promise<void>;
}

/** Chromium's own protocol. */
export interface DevTools {
  send(method: string, parameters?: object): Promise<unknown>;
  on<T>(event: string, listener: (parameters: T) => void): void;
  detach(): Promise<void>;
}

export interface Page extends Finding {
  context(): {
    grantPermissions(permissions: string[]): Promise<void>;
    newCDPSession(page: Page): Promise<DevTools>;
  };
  emulateMedia(media: {
    colorScheme?: 'light' | 'dark';
    reducedMotion?: 'reduce' | 'no-preference';
  }): Promise<void>;
  /** Runs in the page. */
  evaluate<T = unknown, A = undefined>(run: string | ((argument: A) => T), argument?: A): Promise<Awaited<T>>;
  goBack(): Promise<unknown>;
  goForward(): Promise<unknown>;
  goto(url: string): Promise<unknown>;
  keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  mouse: {
    move(x: number, y: number, options?: { steps: number }): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
    wheel(x: number, y: number): Promise<void>;
  };
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  reload(): Promise<unknown>;
  setDefaultTimeout(ms: number): void;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  title(): Promise<string>;
  url(): string;
  waitForEvent(event: 'download'): Promise<{ suggestedFilename(): string; path(): Promise<string> }>;
  waitForLoadState(state?: 'load' | 'domcontentloaded' | 'networkidle'): Promise<void>;
  waitForTimeout(ms: number): Promise<void>;
  waitForURL(url: string | RegExp | ((url: URL) => boolean)): Promise<void>;
}

export interface OpenBrowser {
  page: Page;
  screenshot(name: string): Promise<string>;
  close(): Promise<void>;
}
export function openBrowser(options?: {
  width?: number;
  height?: number;
  args?: readonly string[];
}): Promise<OpenBrowser>;
export function skipWithoutChromium(env?: NodeJS.ProcessEnv): string | false;
