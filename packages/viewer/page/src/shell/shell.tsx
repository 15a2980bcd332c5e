/** The frame around every page: where to go, the box for ids, how the viewer is, theme and help. */

import { useSignal } from '@preact/signals';
import { connection, status } from '../api/live.ts';
import { go, href, place } from '../browser/router.ts';
import { Announcer } from '../controls/announcer.tsx';
import { Icon, type IconName } from '../controls/icons.tsx';
import { DataMenu } from './data-menu.tsx';
import { Help } from './help.tsx';
import { IdBox } from './id-box.tsx';
import { Notices } from './notice.tsx';
import { Outlet } from './outlet.tsx';
import { routeOf } from './routes.ts';
import './shell.css';
import { useShortcuts } from '../browser/shortcuts.ts';
import { nextTheme, type Theme, theme } from '../browser/theme.ts';

const TABS: readonly { path: string; name: string; key: string }[] = [
  { path: '/traces', name: 'Traces', key: 't' },
  { path: '/logs', name: 'Logs', key: 'l' },
  { path: '/map', name: 'Map', key: 'm' },
];

export function Shell() {
  const help = useSignal(false);
  useShortcuts([
    ...TABS.map(({ path, name, key }) => ({
      keys: `g ${key}`,
      does: `Go to ${name}`,
      run: () => go(tabHref(path)),
    })),
    {
      keys: '?',
      does: 'This help',
      run: () => {
        help.value = true;
      },
    },
  ]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="header">
        <a class="brand" href="/" aria-label="Waymark, to the traces">
          <Icon name="logo" />
          <span>Waymark</span>
        </a>
        <nav class="tabs" aria-label="Pages">
          {TABS.map(({ path, name }) => (
            <a key={path} href={tabHref(path)} aria-current={isTab(path) ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <IdBox />
        <Health />
        <DataMenu />
        <ThemeButton />
        <button
          class="button quiet icon"
          type="button"
          aria-label="Keyboard help"
          title="Keyboard help ( ? )"
          onClick={() => {
            help.value = true;
          }}
        >
          <Icon name="help" />
        </button>
      </header>
      <Notices />
      <main id="main" class="main" tabIndex={-1}>
        <Outlet />
      </main>
      {help.value && (
        <Help
          close={() => {
            help.value = false;
          }}
        />
      )}
      <Announcer />
    </>
  );
}

const isTab = (path: string) => routeOf(place.value.path)?.route.tab === path;

/** Another tab looks at the same time. */
function tabHref(path: string): string {
  const { since, from, to } = Object.fromEntries(place.value.params);
  return href(path, { since, from, to });
}

function Health() {
  const { spans = 0, logs = 0, otlpHttp = '' } = status.value ?? {};
  const state = connection.value;
  const words = { open: 'Live', connecting: 'Connecting', lost: 'Lost' }[state];
  const title = `${spans.toLocaleString('en')} spans, ${logs.toLocaleString('en')} log records; receives at ${otlpHttp}`;
  return (
    <span class={`health ${state}`} title={status.value ? title : words}>
      <span class="health-dot" aria-hidden="true" />
      <span>{words}</span>
    </span>
  );
}

const THEME_ICONS: Record<Theme, IconName> = { system: 'system', light: 'sun', dark: 'moon' };

function ThemeButton() {
  const label = `Colours: ${theme.value}`;
  return (
    <button class="button quiet icon" type="button" aria-label={label} title={label} onClick={nextTheme}>
      <Icon name={THEME_ICONS[theme.value]} />
    </button>
  );
}
