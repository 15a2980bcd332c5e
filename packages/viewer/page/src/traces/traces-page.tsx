/** The newest traces: filtered while typing, live until somebody pauses them or scrolls away. */

import { useMemo } from 'preact/hooks';
import type { TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { go, place } from '../browser/router.ts';
import { useShortcuts } from '../browser/shortcuts.ts';
import { Failed } from '../controls/blank.tsx';
import { withTerm } from '../filter/edit.ts';
import { FilterBox } from '../filter/filter-box.tsx';
import { isTimeChosen, setParams, stepTo, whereOf } from '../filter/params.ts';
import { ServiceSelect } from '../filter/service-select.tsx';
import { nanoText } from '../filter/time-range.ts';
import { TimeRangeSelect } from '../filter/time-range-select.tsx';
import { FeedLine, NewerButton, PauseButton } from '../live/feed-parts.tsx';
import { useFeed } from '../live/use-feed.ts';
import { durationTerm } from '../text/durations.ts';
import { CompareBar } from './compare-bar.tsx';
import { type Covered, DurationPlot } from './duration-plot.tsx';
import { ErrorsButton, toggleErrorsOnly } from './errors-button.tsx';
import { LeastDurationSelect } from './least-duration-select.tsx';
import { NoTraces } from './no-traces.tsx';
import { ORDER_TEXTS, ordered, orderOf } from './order.ts';
import { traceFeed } from './trace-feed.ts';
import { hrefOfTrace } from './trace-href.ts';
import { TraceList } from './trace-list.tsx';
import './traces.css';

export function TracesPage() {
  useFeed(traceFeed, 'traces');
  useShortcuts([{ keys: 'e', does: 'Errors only', group: 'Lists', run: toggleErrorsOnly }]);
  return (
    <>
      <h1 class="unseen">Traces</h1>
      <TraceToolbar />
      <Traces />
    </>
  );
}

function TraceToolbar() {
  const { status, message } = traceFeed.failure.value ?? {};
  return (
    <search class="toolbar">
      <FilterBox
        kind="traces"
        label="Filter traces"
        placeholder="Filter: status=error duration>100ms http.route~checkout"
        value={whereOf()}
        onValue={(where) => setParams({ where })}
        error={status === 400 ? message : undefined}
      />
      <ServiceSelect />
      <LeastDurationSelect />
      <ErrorsButton />
      <TimeRangeSelect />
      <PauseButton feed={traceFeed} />
    </search>
  );
}

function Traces() {
  const page = traceFeed.page.value;
  const failure = traceFeed.failure.value;
  const order = orderOf(place.value.params.get('sort'));
  const traces = useMemo(() => ordered(page?.items ?? [], order), [page, order]);
  if (!page) return failure ? <Failed error={failure} retry={traceFeed.refresh} /> : null;
  if (page.items.length === 0) return <NoTraces filtered={whereOf() !== '' || isTimeChosen()} />;
  return (
    <>
      <DurationPlot traces={page.items} onOpen={(trace) => go(hrefOfTrace(trace))} onCover={cover} />
      <FeedLine feed={traceFeed} names={['trace', 'traces']}>
        <FailedCount traces={page.items} />
        {order !== 'start' && <span>{ORDER_TEXTS[order]}</span>}
      </FeedLine>
      <div class="list-frame">
        <TraceList traces={traces} order={order} />
        <NewerButton feed={traceFeed} listId="traces" name="traces" />
      </div>
      <CompareBar />
    </>
  );
}

function FailedCount({ traces }: { traces: readonly TraceSummaryJson[] }) {
  const failed = traces.filter((trace) => trace.errorCount > 0).length;
  if (failed === 0) return null;
  return <span class="error-text">{failed.toLocaleString('en')} with errors</span>;
}

/** What a drag over the plot covers becomes the filter and the time. */
function cover({ fromMs, toMs, shortestNano, longestNano }: Covered): void {
  const least = withTerm(whereOf(), 'duration', '>=', durationTerm(shortestNano));
  stepTo({
    where: withTerm(least, 'duration', '<=', durationTerm(longestNano)),
    since: undefined,
    from: nanoText(fromMs),
    to: nanoText(toMs + 1),
  });
}
