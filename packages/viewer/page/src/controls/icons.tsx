/** The few pictures: drawn with lines of the text's colour. What they mean always stands beside them, or as a name. */

const PATHS = {
  logo: 'M8 1.5v13M3 3.5h7.5L13 5.75 10.5 8H3z',
  pause: 'M5 3v10M11 3v10',
  play: 'M4.5 2.5v11l8.5-5.5z',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3.5 3.5',
  error: 'M8 1.5l7 12.5H1zM8 6v4M8 12v.2',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5 6 6 0 1 0 13.5 9.5z',
  system: 'M1.5 2.5h13v8.5h-13zM5.5 14h5M8 11v3',
  help: 'M5.5 6a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .7-1 1.5M8 12.3v.2',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  download: 'M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11',
  down: 'M4 6l4 4 4-4',
  up: 'M4 10l4-4 4 4',
  right: 'M6 4l4 4-4 4',
  orphan: 'M9.5 6.5l2-2a2.5 2.5 0 0 1 3.5 3.5l-2 2M6.5 9.5l-2 2A2.5 2.5 0 0 1 1 8l2-2M5 2.5l1 2M2.5 5',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  warning: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 4.5V9M8 11v.2',
  filter: 'M2 3.5h12L9.5 8.5v4.5l-3-1.5v-3z',
  trace: 'M1.5 3.5h7M4.5 8h7M8.5 12.5h6',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.2M2.5 8h.2M2.5 12h.2',
  terminal: 'M1.5 2.5h13v11h-13zM4 6l2.5 2L4 10M8 11h4',
  link: 'M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5L7.5 13A3 3 0 0 1 3 8.5L4.5 7',
  compare: 'M5.5 2.5L2 6l3.5 3.5M2 6h8M10.5 6.5L14 10l-3.5 3.5M14 10H6',
  panel: 'M1.5 2.5h13v11h-13zM9.5 2.5v11',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
