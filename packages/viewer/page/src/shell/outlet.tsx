/** The page of the present address. */

import { useSignal } from '@preact/signals';
import { Component, type ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { toError } from '../api/use-answer.ts';
import { place } from '../browser/router.ts';
import { announce } from '../controls/announcer.tsx';
import { Blank, Failed } from '../controls/blank.tsx';
import { type Page, type Route, routeOf } from './routes.ts';

const loaded = new Map<Route, Page>();

export function Outlet() {
  const { path } = place.value;
  const found = routeOf(path);
  const route = found?.route;
  const error = useSignal<unknown>(undefined);
  const arrived = useSignal(0);
  useEffect(() => {
    document.title = route ? `${route.title} · Waymark` : 'Waymark';
    if (route) announce(route.title);
    error.value = undefined;
    if (!route || loaded.has(route)) return;
    Promise.resolve(route.load()).then(
      (page) => {
        loaded.set(route, page);
        arrived.value++;
      },
      (reason) => {
        error.value = reason;
      },
    );
  }, [route]);
  arrived.value;
  if (!found) {
    return (
      <Blank title="There is no such page" isPage>
        <p class="value mono">{path}</p>
        <a class="button" href="/">
          To the traces
        </a>
      </Blank>
    );
  }
  if (error.value) return <Failed error={toError(error.value)} retry={() => location.reload()} />;
  const Shown = loaded.get(found.route);
  return (
    Shown && (
      <Boundary key={path}>
        <Shown args={found.args} />
      </Boundary>
    )
  );
}

/** A page that throws leaves the frame standing, so that one can go elsewhere. */
class Boundary extends Component<{ children: ComponentChildren }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  override componentDidCatch(error: unknown) {
    console.error(error);
    this.setState({ error });
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Failed error={toError(error)} retry={() => this.setState({ error: undefined })} />;
  }
}
