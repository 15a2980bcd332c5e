/** One service of the map: its figures, who calls it, whom it calls, and the way to its traces and logs. */

import type { ServiceMapJson } from '../../../src/asking/waymark/shapes.ts';
import { href, place } from '../browser/router.ts';
import { Icon } from '../controls/icons.tsx';
import { withTerm } from '../filter/edit.ts';
import { stepTo, whereOf } from '../filter/params.ts';
import { seriesOf } from '../style/colors.ts';
import { durationText } from '../text/durations.ts';
import { rateText, shareText } from './figures.ts';

export function ServicePanel({ map, service }: { map: ServiceMapJson; service: string }) {
  const figures = map.services.find(({ name }) => name === service);
  return (
    <aside class="service-panel" aria-label={`Service ${service}`}>
      <header>
        <h2 class={`service series-${seriesOf(service)}`}>
          <span class="dot" />
          <span class="value clipped">{service}</span>
          {figures?.kind && <span class="badge">{figures.kind}</span>}
        </h2>
        <button
          class="button quiet icon"
          type="button"
          aria-label="Close"
          onClick={() => stepTo({ service: undefined, hops: undefined })}
        >
          <Icon name="close" />
        </button>
      </header>
      {figures ? (
        <Figures figures={figures} seconds={map.seconds} />
      ) : (
        <p class="soft">It is in none of these traces.</p>
      )}
      {/* What sends no spans has neither traces nor logs of its own. */}
      {!figures?.kind && <Links service={service} />}
      <Calls
        title="Called by"
        map={map}
        calls={map.calls.filter(({ child }) => child === service)}
        end="parent"
      />
      <Calls
        title="Calls"
        map={map}
        calls={map.calls.filter(({ parent }) => parent === service)}
        end="child"
      />
    </aside>
  );
}

function Figures({ figures, seconds }: { figures: ServiceMapJson['services'][number]; seconds: number }) {
  const { requests, errors, p50Nano, p95Nano, p99Nano } = figures;
  const rows: [name: string, text: string | undefined][] = [
    ['Requests', `${requests.toLocaleString('en')} (${rateText(requests, seconds)})`],
    ['Errors', errors > 0 ? `${errors.toLocaleString('en')} (${shareText(errors, requests)})` : '0'],
    ['Half are faster than', p50Nano === undefined ? undefined : durationText(p50Nano)],
    ['95 % are faster than', p95Nano === undefined ? undefined : durationText(p95Nano)],
    ['99 % are faster than', p99Nano === undefined ? undefined : durationText(p99Nano)],
  ];
  return (
    <dl class="panel-figures">
      {rows.map(
        ([name, text]) =>
          text !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd class={name === 'Errors' && errors > 0 ? 'error-text' : ''}>{text}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** With the filter and the time of the map. */
function Links({ service }: { service: string }) {
  const { since, from, to } = Object.fromEntries(place.value.params);
  const where = withTerm(whereOf(), 'service', '=', service);
  return (
    <p class="panel-links">
      <a class="button" href={href('/traces', { where, since, from, to })}>
        Traces
      </a>
      <a
        class="button"
        href={href('/traces', { where: withTerm(where, 'status', '=', 'error'), since, from, to })}
      >
        Failed traces
      </a>
      <a
        class="button"
        href={href('/logs', { where: withTerm('', 'service', '=', service), since, from, to })}
      >
        Logs
      </a>
    </p>
  );
}

interface CallsProps {
  title: string;
  map: ServiceMapJson;
  calls: ServiceMapJson['calls'];
  /** Which end of the calls is the other service. */
  end: 'parent' | 'child';
}

function Calls({ title, map, calls, end }: CallsProps) {
  if (calls.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="panel-calls">
        {calls.map((call) => (
          <li key={call[end]}>
            <button
              type="button"
              class={`service service-link series-${seriesOf(call[end])}`}
              onClick={() => stepTo({ service: call[end] })}
            >
              <span class="dot" />
              <span class="value clipped">{call[end]}</span>
            </button>
            <span class="soft">
              {rateText(call.calls, map.seconds)}
              {call.p95Nano !== undefined && ` · p95 ${durationText(call.p95Nano)}`}
              {call.errors > 0 && (
                <span class="error-text">
                  {' · '}
                  {shareText(call.errors, call.calls)} failed
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
