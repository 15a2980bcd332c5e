/** One log record, whole. */

import type { LogDetailsJson, LogJson } from '../../../src/asking/waymark/shapes.ts';
import { useAnswer } from '../api/use-answer.ts';
import { AttributeTable } from '../attributes/attribute-table.tsx';
import { Failed } from '../controls/blank.tsx';
import { CopyButton } from '../controls/copy.tsx';
import { Icon } from '../controls/icons.tsx';
import { withAttribute } from '../filter/edit.ts';
import { setTerm, stepTo, whereOf } from '../filter/params.ts';
import { seriesOf } from '../style/colors.ts';
import { exactText } from '../text/times.ts';
import { prettyText } from '../text/values.ts';
import { traceHrefOf } from './log-list.tsx';
import { levelOf, levelText } from './severity.ts';

export function LogDetails({ id, close }: { id: string; close: () => void }) {
  const { data, error } = useAnswer<LogDetailsJson>(`logs/${encodeURIComponent(id)}`).value;
  return (
    <aside class="log-details" aria-label="Log record">
      <header>
        <h2>Log record</h2>
        <CopyButton name="the record as JSON" text={() => JSON.stringify(data, null, 2)} />
        <button
          class="button quiet icon"
          type="button"
          aria-label="Close"
          title="Close ( Esc )"
          onClick={close}
        >
          <Icon name="close" />
        </button>
      </header>
      {error ? <Failed error={error} /> : data && <Record {...data} />}
    </aside>
  );
}

function Record({ log, resource }: LogDetailsJson) {
  const filterBy = (key: string, value: string) => stepTo({ where: withAttribute(whereOf(), key, value) });
  return (
    <div class="log-record">
      <p class={`log-head level-${levelOf(log.severityNumber)}`}>
        <span class="level-cell">{levelText(log.severityNumber, log.severityText)}</span>
        <span class={`service series-${seriesOf(log.service)}`}>
          <span class="dot" />
          <span class="value">{log.service}</span>
        </span>
        <span class="soft number">{exactText(log.timeUnixNano)}</span>
      </p>
      {log.eventName && <p class="value mono">{log.eventName}</p>}
      {log.body && <pre class="log-body value">{prettyText(log.body)}</pre>}
      <Ways log={log} />
      {log.attributes.length > 0 && <h3>Attributes</h3>}
      <AttributeTable label="Attributes" attributes={log.attributes} onFilter={filterBy} />
      {resource.attributes.length > 0 && <h3>Resource</h3>}
      <AttributeTable label="Resource" attributes={resource.attributes} onFilter={filterBy} />
      {log.scope && (
        <p class="soft">
          Scope <span class="mono value">{log.scope}</span>
        </p>
      )}
    </div>
  );
}

/** To where it belongs: its trace, its request. */
function Ways({ log }: { log: LogJson }) {
  const { traceId, requestId } = log;
  const href = traceHrefOf(log);
  if (!href && !requestId) return null;
  return (
    <dl class="log-ways">
      {href && (
        <div>
          <dt>Trace</dt>
          <dd>
            <a class="mono" href={href} title="To the trace, at this span ( t )">
              {traceId}
            </a>
            <CopyButton name="trace id" text={traceId!} />
            <button class="button" type="button" onClick={() => setTerm('trace', '=', traceId)}>
              Only its logs
            </button>
          </dd>
        </div>
      )}
      {requestId && (
        <div>
          <dt>Request</dt>
          <dd>
            <span class="mono value">{requestId}</span>
            <CopyButton name="request id" text={requestId} />
            <button class="button" type="button" onClick={() => setTerm('request', '=', requestId)}>
              Only its logs
            </button>
          </dd>
        </div>
      )}
    </dl>
  );
}
