/** The list without a trace: what to do about it. */

import { status } from '../api/live.ts';
import { Blank } from '../controls/blank.tsx';
import { CopyButton } from '../controls/copy.tsx';
import { stepTo } from '../filter/params.ts';
import { receivingAt } from './sending.ts';

export function NoTraces({ filtered }: { filtered: boolean }) {
  if (filtered && status.value?.traces !== 0) {
    return (
      <Blank title="No trace matches">
        <p>Nothing that is here fits the filter and the time.</p>
        <button
          class="button"
          type="button"
          onClick={() => stepTo({ where: undefined, since: undefined, from: undefined, to: undefined })}
        >
          Show all traces
        </button>
      </Blank>
    );
  }
  const { http, grpc, command } = receivingAt(status.value ?? {}, new URL(location.href));
  return (
    <Blank title="No trace has arrived yet">
      <p>Start an app with Waymark, or point any OpenTelemetry exporter here. Traces appear by themselves.</p>
      <div class="snippet">
        <pre>{command}</pre>
        <CopyButton name="the command" text={command} />
      </div>
      <p>
        OTLP/HTTP: <code>{http}</code>
        {grpc && (
          <>
            {' '}
            · OTLP/gRPC: <code>{grpc}</code>
          </>
        )}{' '}
        · Zipkin: <code>{http}/api/v2/spans</code>
      </p>
    </Blank>
  );
}
