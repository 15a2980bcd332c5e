// biome-ignore-all lint/a11y: a grid of which most rows are missing can be neither a table nor one stop of Tab a row
/**
 * A list of rows of one height, of which only those that show are in the document: 100,000 rows scroll as 100 do.
 *
 * It is one stop of the Tab key. Arrows, Page Up and Down, Home and End move the active row, which assistive technology
 * learns by `aria-activedescendant`; rows tell their number, since most of them are not there.
 */

import { useSignal } from '@preact/signals';
import { Component, type ComponentChildren, type Ref } from 'preact';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'preact/hooks';
import './virtual-list.css';
import { rowWindow, scrollFor } from './window.ts';

const OVERSCAN = 8;

export interface VirtualListHandle {
  /** Scrolls until the row shows. */
  reveal(index: number): void;
  focus(): void;
  readonly element: HTMLElement;
}

export interface RowAttributes {
  class?: string;
  'aria-level'?: number;
  'aria-expanded'?: boolean;
  'aria-selected'?: boolean;
  'aria-setsize'?: number;
  'aria-posinset'?: number;
}

export interface VirtualListProps {
  /** Unique in the document: ids of rows begin with it. */
  id: string;
  /** The list's accessible name. */
  label: string;
  count: number;
  /** Pixels. */
  rowHeight: number;
  /**
   * The cells of a row: elements with the role `gridcell`. Rows that showed before are drawn anew only when this function,
   * `rowAttributes` or the active row changes: keep the functions between renders (`useCallback`).
   */
  row: (index: number) => ComponentChildren;
  rowAttributes?: (index: number) => RowAttributes;
  /** @default 'grid' */
  role?: 'grid' | 'treegrid';
  /** The head above the rows: elements with the role `columnheader`. */
  head?: ComponentChildren;
  /** Class of rows and head, which sets their columns: `grid-template-columns`. */
  columns: string;
  /** Number of the active row, -1 for none. */
  active: number;
  onActive: (index: number) => void;
  /** Enter on the active row, or a click on a row. */
  onOpen?: (index: number, event: Event) => void;
  /** Keys before the list sees them, such as left and right in a tree: true when they were used. */
  onKey?: (event: KeyboardEvent, active: number) => boolean;
  /** The last rows show: time to load more. */
  onEnd?: () => void;
  /** After scrolling, and at first. */
  onScroll?: (element: HTMLElement) => void;
  handle?: Ref<VirtualListHandle>;
}

export function VirtualList(props: VirtualListProps) {
  const { id, count, rowHeight, active, role = 'grid', columns } = props;
  const box = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const view = useSignal({ top: 0, height: 0 });

  const headHeight = () => head.current?.offsetHeight ?? 0;
  const look = () => {
    const { scrollTop, clientHeight } = box.current!;
    const before = view.peek();
    const height = clientHeight - headHeight();
    // Rows are drawn again only when others come into sight.
    const moved = Math.floor(scrollTop / rowHeight) !== Math.floor(before.top / rowHeight);
    if (moved || height !== before.height) view.value = { top: scrollTop, height };
    props.onScroll?.(box.current!);
  };
  const reveal = (index: number) => {
    const { scrollTop, clientHeight } = box.current!;
    const to = scrollFor(index, scrollTop, clientHeight - headHeight(), rowHeight);
    if (to !== undefined) box.current!.scrollTop = to;
  };

  useImperativeHandle(props.handle ?? null, () => ({
    reveal,
    focus: () => box.current!.focus(),
    element: box.current!,
  }));
  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);

  const { first, end } = rowWindow(view.value.top, view.value.height, rowHeight, count, OVERSCAN);
  useEffect(() => {
    if (count > 0 && end === count) props.onEnd?.();
  }, [end, count]);

  const move = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.altKey || event.ctrlKey || event.metaKey) return;
    if (props.onKey?.(event, active)) return event.preventDefault();
    if (event.key === 'Enter' && active >= 0) return props.onOpen?.(active, event);
    const to = target(event.key, active, Math.max(1, Math.floor(view.value.height / rowHeight) - 1));
    if (to === undefined || count === 0) return;
    event.preventDefault();
    const index = Math.min(Math.max(to, 0), count - 1);
    props.onActive(index);
    reveal(index);
  };

  // Rows that come into sight take the elements of those that went: cheaper than new ones while one scrolls far.
  const slots = Math.ceil(view.value.height / rowHeight) + 2 + 2 * OVERSCAN;
  const rows = [];
  for (let index = first; index < end; index++) {
    rows.push(
      <Row
        key={index % slots}
        id={`${id}-${index}`}
        index={index}
        active={index === active}
        columns={columns}
        row={props.row}
        attributes={props.rowAttributes}
        rowHeight={rowHeight}
        rowIndex={index + (props.head ? 2 : 1)}
        open={(event) => {
          props.onActive(index);
          props.onOpen?.(index, event);
        }}
      />,
    );
  }
  return (
    <div
      ref={box}
      class="vlist"
      id={id}
      role={role}
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={count + (props.head ? 1 : 0)}
      aria-activedescendant={active >= first && active < end ? `${id}-${active}` : undefined}
      onScroll={look}
      onKeyDown={move}
    >
      {props.head && (
        <div ref={head} class={`vlist-head ${columns}`} role="row" aria-rowindex={1}>
          {props.head}
        </div>
      )}
      <div class="vlist-body" role="rowgroup" style={{ height: `${count * rowHeight}px` }}>
        {rows}
      </div>
    </div>
  );
}

function target(key: string, active: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return active + 1;
    case 'ArrowUp':
    case 'k':
      return Math.max(active - 1, 0);
    case 'PageDown':
      return active + page;
    case 'PageUp':
      return active - page;
    case 'Home':
      return 0;
    case 'End':
      return Number.MAX_SAFE_INTEGER;
    default:
      return undefined;
  }
}

interface RowProps {
  id: string;
  index: number;
  active: boolean;
  columns: string;
  row: (index: number) => ComponentChildren;
  attributes?: (index: number) => RowAttributes;
  rowHeight: number;
  /** From 1, the head counted. */
  rowIndex: number;
  open: (event: Event) => void;
}

class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps) {
    const { index, active, row, attributes, columns } = this.props;
    return (
      next.index !== index ||
      next.active !== active ||
      next.row !== row ||
      next.attributes !== attributes ||
      next.columns !== columns
    );
  }

  override render({ id, index, active, columns, row, attributes, rowHeight, rowIndex }: RowProps) {
    const { class: more = '', ...aria } = attributes?.(index) ?? {};
    return (
      <div
        id={id}
        class={`vlist-row ${columns} ${active ? 'active' : ''} ${more}`}
        role="row"
        aria-rowindex={rowIndex}
        style={{ height: `${rowHeight}px`, top: `${index * rowHeight}px` }}
        onClick={(event: Event) => this.props.open(event)}
        {...aria}
      >
        {row(index)}
      </div>
    );
  }
}
