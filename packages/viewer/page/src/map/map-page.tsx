/** Who calls whom, how often, how fast and how often in vain, over the traces that the filter and the time leave. */

import type { ServiceMapJson } from '../../../src/asking/waymark/shapes.ts';
import { useAnswer } from '../api/use-answer.ts';
import { place } from '../browser/router.ts';
import { useShortcuts } from '../browser/shortcuts.ts';
import { Blank, Failed } from '../controls/blank.tsx';
import { Icon } from '../controls/icons.tsx';
import { FilterBox } from '../filter/filter-box.tsx';
import { isTimeChosen, setParams, stepTo, whereOf } from '../filter/params.ts';
import { rangeParams, timeRange } from '../filter/time-range.ts';
import { TimeRangeSelect } from '../filter/time-range-select.tsx';
import './map.css';
import { MapDrawing } from './map-drawing.tsx';
import { MapTables } from './map-tables.tsx';
import { neighbours } from './neighbours.ts';
import { ServicePanel } from './service-panel.tsx';
import { useSlowRevision } from './use-slow-revision.ts';

/** More boxes than this say nothing; the tables do. */
const MOST_BOXES = 120;

export function MapPage() {
  const { params } = place.value;
  const range = timeRange(params);
  const revision = useSlowRevision();
  // The end of "the last 15 minutes" moves with the revision, and not between two drawings.
  const now = revision.value.atMs;
  const answer = useAnswer<ServiceMapJson>(
    'map',
    { where: whereOf(), ...rangeParams(range, now) },
    revision.value.count,
  );
  useShortcuts([{ keys: 'v', does: 'Drawing or tables', group: 'Map', run: toggleView }]);
  const { data, error, waiting } = answer.value;
  return (
    <>
      <h1 class="unseen">Service map</h1>
      <MapToolbar map={data} waiting={waiting} error={error?.status === 400 ? error.message : undefined} />
      {error && !data ? (
        <Failed error={error} retry={() => revision.value.raise()} />
      ) : (
        data && <MapView map={data} />
      )}
    </>
  );
}

interface MapToolbarProps {
  map: ServiceMapJson | undefined;
  waiting: boolean;
  error: string | undefined;
}

function MapToolbar({ map, waiting, error }: MapToolbarProps) {
  const service = serviceOf();
  return (
    <search class="toolbar">
      <FilterBox
        kind="traces"
        label="Filter the traces of the map"
        placeholder="Filter the traces of the map: status=error http.route~checkout"
        value={whereOf()}
        onValue={(where) => setParams({ where })}
        error={error}
      />
      <select
        class="select"
        aria-label="Service in the middle"
        value={service}
        onChange={(event) => stepTo({ service: event.currentTarget.value })}
      >
        <option value="">No service chosen</option>
        {namesOf(map, service).map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <select
        class="select"
        aria-label="How much around it"
        disabled={service === ''}
        value={place.value.params.get('hops') ?? ''}
        onChange={(event) => stepTo({ hops: event.currentTarget.value })}
      >
        <option value="">Everything</option>
        <option value="1">1 call away</option>
        <option value="2">2 calls away</option>
        <option value="3">3 calls away</option>
      </select>
      <TimeRangeSelect />
      <button
        class="button"
        type="button"
        aria-pressed={isTables()}
        title="Drawing or tables ( v )"
        onClick={toggleView}
      >
        <Icon name="list" /> Tables
      </button>
      <span class="soft map-state" role="status">
        {waiting ? 'Reading…' : map && readText(map)}
      </span>
    </search>
  );
}

/** In order; the chosen one as well, which may be in none of these traces, or not yet read. */
function namesOf(map: ServiceMapJson | undefined, chosen: string): string[] {
  const names = new Set(map?.services.map(({ name }) => name));
  if (chosen !== '') names.add(chosen);
  return [...names].sort();
}

function MapView({ map }: { map: ServiceMapJson }) {
  const service = serviceOf();
  const hops = Number(place.value.params.get('hops') ?? 0);
  if (map.services.length === 0) return <Nothing />;
  const shown = service && hops > 0 ? neighbours(map, service, hops) : map;
  const tooMany = shown.services.length > MOST_BOXES;
  return (
    <div class="map-frame">
      {isTables() || tooMany ? (
        <MapTables map={shown} notice={tooMany ? tooManyText(shown.services.length) : undefined} />
      ) : (
        <MapDrawing map={shown} service={service} />
      )}
      {service && <ServicePanel map={map} service={service} />}
    </div>
  );
}

function Nothing() {
  const filtered = whereOf() !== '' || isTimeChosen();
  return (
    <Blank title={filtered ? 'No trace matches' : 'No trace has arrived yet'}>
      <p>The map is made of the traces that the filter and the time leave.</p>
      {filtered ? (
        <button
          class="button"
          type="button"
          onClick={() => stepTo({ where: undefined, since: undefined, from: undefined, to: undefined })}
        >
          Map of all traces
        </button>
      ) : (
        <a class="button" href="/traces">
          To the traces
        </a>
      )}
    </Blank>
  );
}

const serviceOf = () => place.value.params.get('service') ?? '';

const isTables = () => place.value.params.get('view') === 'tables';

function toggleView(): void {
  setParams({ view: isTables() ? undefined : 'tables' });
}

const readText = ({ traces, more }: ServiceMapJson) =>
  `Of ${more ? 'the newest ' : ''}${traces.toLocaleString('en')} ${traces === 1 ? 'trace' : 'traces'}`;

const tooManyText = (count: number) =>
  `${count} services are too many for a drawing. Choose one of them, and how much around it.`;
