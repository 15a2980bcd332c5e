/** The page of a browser, as far as tests use it. What it takes and gives is `playwright-core`'s. */
export interface Locator {
  click(): Promise<void>;
  count(): Promise<number>;
  filter(options: { hasText?: string | RegExp; has?: Locator }): Locator;
  first(): Locator;
  last(): Locator;
  locator(selector: string): Locator;
  innerText(): Promise<string>;
  allInnerTexts(): Promise<string[]>;
  waitFor(): Promise<void>;
}
export interface Page {
  goto(url: string): Promise<unknown>;
  getByText(text: string | RegExp, options?: { exact: boolean }): Locator;
  getByRole(role: string, options?: { name?: string | RegExp }): Locator;
  locator(selector: string): Locator;
  /** @param expression runs in the page */
  evaluate(expression: string): Promise<unknown>;
  on(event: 'pageerror', listener: (error: Error) => void): void;
}
export interface OpenBrowser {
  page: Page;
  screenshot(name: string): Promise<string>;
  close(): Promise<void>;
}
export function openBrowser(options?: { width?: number; height?: number }): Promise<OpenBrowser>;
export function skipWithoutChromium(env?: NodeJS.ProcessEnv): string | false;
