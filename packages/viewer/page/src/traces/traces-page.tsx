/** The newest traces: filtered while typing, live until somebody pauses them or scrolls away. */

import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { connection, status } from '../api/live.ts';
import { withTerm } from '../filter/edit.ts';
import { FilterBox } from '../filter/filter-box.tsx';
import { setParams, whereOf } from '../filter/params.ts';
import { nanoText, timeRange } from '../filter/time-range.ts';
import { TimeRangeSelect } from '../filter/time-range-select.tsx';
import { announce } from '../shell/announcer.tsx';
import { Failed } from '../shell/blank.tsx';
import { Icon } from '../shell/icons.tsx';
import { go, place } from '../shell/router.ts';
import { useShortcuts } from '../shell/shortcuts.ts';
import { durationTerm } from '../text/durations.ts';
import { compared, compareHref } from './compared.ts';
import { type Covered, DurationPlot } from './duration-plot.tsx';
import { NoTraces } from './no-traces.tsx';
import { behind, failure, list, refresh, show, view, waiting } from './trace-feed.ts';
import { isErrorsOnly, LeastDurationSelect, ServiceSelect, toggleErrorsOnly } from './trace-filters.tsx';
import { hrefOfTrace, TraceList } from './trace-list.tsx';
import './traces.css';

const paused = signal(false);

export function TracesPage() {
  const where = whereOf();
  const { since = '', from = '', to = '' } = Object.fromEntries(place.value.params);
  useEffect(() => {
    show(where, timeRange(place.peek().params));
  }, [where, since, from, to]);
  useEffect(followChanges, []);
  useShortcuts([
    { keys: 'p', does: 'Pause, resume', group: 'Traces', run: togglePaused },
    { keys: 'e', does: 'Errors only', group: 'Traces', run: () => toggleErrorsOnly(whereOf()) },
  ]);
  const traces = list.value?.traces;
  const count = traces?.length;
  useEffect(() => {
    if (count !== undefined) announce(`${count}${list.peek()?.next ? ' or more' : ''} traces`);
  }, [where, since, from, to, count === undefined]);

  const rejected = failure.value?.status === 400 ? failure.value.message : undefined;
  return (
    <>
      <h1 class="unseen">Traces</h1>
      <search class="toolbar">
        <FilterBox
          kind="traces"
          label="Filter traces"
          placeholder="Filter: status=error duration>100ms http.route~checkout"
          value={where}
          onValue={(value) => setParams({ where: value })}
          error={rejected}
        />
        <ServiceSelect where={where} />
        <LeastDurationSelect where={where} />
        <button
          class="button"
          type="button"
          aria-pressed={isErrorsOnly(where)}
          title="Only traces with errors ( e )"
          onClick={() => toggleErrorsOnly(where)}
        >
          <Icon name="error" /> Errors
        </button>
        <TimeRangeSelect />
        <PauseButton />
      </search>
      {failure.value && !rejected && !traces ? (
        <Failed error={failure.value} retry={refresh} />
      ) : traces?.length === 0 ? (
        <NoTraces filtered={where !== '' || since + from + to !== ''} />
      ) : (
        traces && (
          <>
            <DurationPlot traces={traces} onOpen={(trace) => go(hrefOfTrace(trace))} onCover={cover} />
            <Summary />
            <div class="list-frame">
              <TraceList traces={traces} onScroll={scrolled} />
              {behind.value && <NewerButton />}
            </div>
            <CompareBar />
          </>
        )
      )}
    </>
  );
}

function PauseButton() {
  return (
    <button
      class="button"
      type="button"
      aria-pressed={paused.value}
      title="Pause or resume ( p )"
      onClick={togglePaused}
    >
      <Icon name={paused.value ? 'play' : 'pause'} /> {paused.value ? 'Resume' : 'Pause'}
    </button>
  );
}

function Summary() {
  const { traces, next } = list.value!;
  const failed = traces.filter((trace) => trace.errorCount > 0).length;
  return (
    <p class="list-line">
      <span>
        {traces.length.toLocaleString('en')}
        {next ? ' newest' : ''} {traces.length === 1 ? 'trace' : 'traces'}
      </span>
      {failed > 0 && <span class="error-text">{failed.toLocaleString('en')} with errors</span>}
      {paused.value && <span>Paused</span>}
      {connection.value === 'open' && !paused.value && <span>New traces appear by themselves</span>}
      {waiting.value && <span>Loading…</span>}
      {failure.value && list.value && <span class="error-text value">{failure.value.message}</span>}
    </p>
  );
}

function NewerButton() {
  const showNewer = () => {
    paused.value = false;
    view.scrollTop = 0;
    document.getElementById('traces')?.scrollTo(0, 0);
    refresh();
  };
  return (
    <button class="button primary behind" type="button" onClick={showNewer}>
      ↑ Newer traces
    </button>
  );
}

function CompareBar() {
  const marked = compared.value;
  if (marked.length === 0) return null;
  return (
    <div class="compare-bar">
      {marked.length === 1 ? (
        <span class="soft">Mark a second trace to compare the two.</span>
      ) : (
        <a class="button primary" href={compareHref(marked)}>
          Compare the two traces
        </a>
      )}
      <button
        class="button"
        type="button"
        onClick={() => {
          compared.value = [];
        }}
      >
        Take the marks away
      </button>
    </div>
  );
}

function togglePaused(): void {
  paused.value = !paused.value;
  announce(paused.value ? 'Paused' : 'Live');
  if (!paused.value) refresh();
}

function scrolled(scrollTop: number): void {
  view.scrollTop = scrollTop;
  if (scrollTop === 0 && behind.peek() && !paused.peek()) refresh();
}

/** Spans that arrived change the list; log records do not. */
function followChanges(): () => void {
  let seen = status.peek()?.spans;
  return effect(() => {
    const spans = status.value?.spans;
    if (spans === seen) return;
    seen = spans;
    if (paused.peek() || view.scrollTop > 0) behind.value = true;
    else refresh();
  });
}

function cover({ fromMs, toMs, shortestNano, longestNano }: Covered): void {
  const least = withTerm(whereOf(), 'duration', '>=', durationTerm(shortestNano));
  setParams({
    where: withTerm(least, 'duration', '<=', durationTerm(longestNano)),
    since: undefined,
    from: nanoText(fromMs),
    to: nanoText(toMs + 1),
  });
}
