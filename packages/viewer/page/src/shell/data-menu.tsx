/** Telemetry as a file: out, as OTLP-JSON lines that any tool reads, and in again. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ImportedJson } from '../../../src/asking/waymark/shapes.ts';
import { apiHref, send } from '../api/client.ts';
import { toError } from '../api/use-answer.ts';
import { decoded, place } from '../browser/router.ts';
import { Icon } from '../controls/icons.tsx';
import { rangeParams, timeRange } from '../filter/time-range.ts';

export function DataMenu() {
  const menu = useRef<HTMLElement>(null);
  const said = useSignal('');
  const take = async (files: FileList | null | undefined) => {
    for (const file of files ?? []) said.value = await importFile(file);
  };
  useEffect(() => {
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      if (!event.dataTransfer?.files.length) return;
      menu.current!.showPopover();
      take(event.dataTransfer.files);
    };
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
    };
  }, []);
  return (
    <>
      <button
        class="button quiet icon"
        type="button"
        aria-label="Export and import"
        title="Export and import"
        popovertarget="data-menu"
      >
        <Icon name="download" />
      </button>
      <section ref={menu} id="data-menu" class="menu" popover="auto" aria-label="Export and import">
        <Exports />
        <label class="menu-item">
          Import a file…
          <input
            class="unseen"
            type="file"
            multiple
            accept=".json,.jsonl,.ndjson"
            onChange={(event) => {
              take(event.currentTarget.files);
              event.currentTarget.value = '';
            }}
          />
        </label>
        <p class="soft">
          Lines of OTLP-JSON, as the Collector's file exporter writes them. A file can be dropped, too.
        </p>
        <p role="status">{said}</p>
      </section>
    </>
  );
}

function Exports() {
  const { path, params } = place.value;
  const where = params.get('where') ?? undefined;
  const trace = /^\/traces\/([^/]+)$/.exec(path)?.[1];
  const signal = path === '/logs' ? 'logs' : undefined;
  const shown = trace
    ? { trace: decoded(trace) }
    : { where, signal, ...rangeParams(timeRange(params), Date.now()) };
  const what = trace ? 'this trace' : signal ? 'the logs that are shown' : 'the traces that are shown';
  return (
    <>
      <a class="menu-item" download href={apiHref('export', shown)}>
        Export {what}
      </a>
      <a class="menu-item" download href={apiHref('export')}>
        Export everything
      </a>
    </>
  );
}

/** What became of it, as a sentence. */
async function importFile(file: File): Promise<string> {
  try {
    const { spans, logs, rejected } = await send<ImportedJson>('import', file, 'application/x-ndjson');
    const refused = rejected > 0 ? ` ${rejected} spans without an id were left out.` : '';
    return `${file.name}: ${spans.toLocaleString('en')} spans and ${logs.toLocaleString('en')} log records are in.${refused}`;
  } catch (error) {
    return `${file.name}: ${toError(error).message}`;
  }
}
