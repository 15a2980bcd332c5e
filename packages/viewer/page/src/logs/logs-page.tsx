/** The newest log records: a live tail that can be filtered, and the way from a line to its trace. */

import type { LogJson } from '../../../src/asking/waymark/shapes.ts';
import { status } from '../api/live.ts';
import { go, place } from '../browser/router.ts';
import { useShortcuts } from '../browser/shortcuts.ts';
import { Blank, Failed } from '../controls/blank.tsx';
import { FilterBox } from '../filter/filter-box.tsx';
import { isTimeChosen, setParams, stepTo, whereOf } from '../filter/params.ts';
import { ServiceSelect } from '../filter/service-select.tsx';
import { TimeRangeSelect } from '../filter/time-range-select.tsx';
import { FeedLine, NewerButton, PauseButton } from '../live/feed-parts.tsx';
import { useFeed } from '../live/use-feed.ts';
import { LogDetails } from './log-details.tsx';
import { logFeed } from './log-feed.ts';
import { LogList, traceHrefOf } from './log-list.tsx';
import './logs.css';
import { SeveritySelect } from './severity-select.tsx';

export function LogsPage() {
  useFeed(logFeed, 'log records');
  useShortcuts([
    { keys: 't', does: 'To the trace of the active record', group: 'Logs', run: openTrace },
    { keys: 'Escape', does: 'Close the record', group: 'Logs', run: closeDetails },
  ]);
  return (
    <>
      <h1 class="unseen">Logs</h1>
      <LogToolbar />
      <Logs />
    </>
  );
}

function LogToolbar() {
  const { status, message } = logFeed.failure.value ?? {};
  return (
    <search class="toolbar">
      <FilterBox
        kind="logs"
        label="Filter log records"
        placeholder="Filter: words of the message, severity>=warn user.id=42"
        value={whereOf()}
        onValue={(where) => setParams({ where })}
        error={status === 400 ? message : undefined}
      />
      <ServiceSelect />
      <SeveritySelect />
      <TimeRangeSelect />
      <PauseButton feed={logFeed} />
    </search>
  );
}

function Logs() {
  const page = logFeed.page.value;
  const failure = logFeed.failure.value;
  const openId = place.value.params.get('log');
  if (!page) return failure ? <Failed error={failure} retry={logFeed.refresh} /> : null;
  return (
    <div class="log-frame">
      <div class="log-main">
        {page.items.length === 0 ? <NoLogs /> : <Tail logs={page.items} openId={openId} />}
      </div>
      {openId && <LogDetails id={openId} close={closeDetails} />}
    </div>
  );
}

function Tail({ logs, openId }: { logs: readonly LogJson[]; openId: string | null }) {
  return (
    <>
      <FeedLine feed={logFeed} names={['record', 'records']} />
      <div class="list-frame">
        <LogList
          logs={logs}
          activeId={openId ?? logFeed.activeId.value}
          onActive={({ id }) => {
            logFeed.activeId.value = id;
            // Details that are open go with the keys.
            if (openId) setParams({ log: id });
          }}
          onOpen={({ id }) => setParams({ log: id === openId ? undefined : id })}
        />
        <NewerButton feed={logFeed} listId="logs" name="records" />
      </div>
    </>
  );
}

function NoLogs() {
  if (status.value?.logs === 0) {
    return (
      <Blank title="No log record has arrived yet">
        <p>
          Waymark sends what an app logs through pino, winston, bunyan and others; any OpenTelemetry exporter
          of logs can send here too. Records appear by themselves.
        </p>
      </Blank>
    );
  }
  return (
    <Blank title="No log record matches">
      <p>Nothing that is here fits the filter{isTimeChosen() ? ' and the time' : ''}.</p>
      <button
        class="button"
        type="button"
        onClick={() => stepTo({ where: undefined, since: undefined, from: undefined, to: undefined })}
      >
        Show all records
      </button>
    </Blank>
  );
}

function openTrace(): void {
  const id = place.peek().params.get('log') ?? logFeed.activeId.value;
  const log = logFeed.page.peek()?.items.find((each) => each.id === id);
  const href = log && traceHrefOf(log);
  if (href) go(href);
}

function closeDetails(): void {
  if (!place.peek().params.has('log')) return;
  setParams({ log: undefined });
  document.getElementById('logs')?.focus();
}
