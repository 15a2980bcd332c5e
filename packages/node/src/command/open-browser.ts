/** Opens an address as the desktop does. */

const BY_PLATFORM: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  // `start` is a word of the shell, whose first argument is a title.
  win32: ['cmd', '/c', 'start', ''],
};

/** Says the address on stderr where nothing can open it: a server, a container. */
export async function openBrowser(url: string): Promise<void> {
  // It takes milliseconds to load, which the viewer should not wait for.
  const { spawn } = await import('node:child_process');
  const [command, ...args] = BY_PLATFORM[process.platform] ?? ['xdg-open'];
  const failed = () => console.error(`waymark: no browser could be opened; the page is at ${url}`);
  spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    .once('error', failed)
    .once('exit', (code) => {
      if (code !== 0) failed();
    })
    .unref();
}
