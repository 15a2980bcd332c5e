/** Attributes as they were sent: keys, values, and what can be done with each. Values are text, whatever they hold. */

import { useSignal } from '@preact/signals';
import type { OtlpKeyValue } from '@waymark/otlp';
import { href } from '../browser/router.ts';
import { CopyButton } from '../controls/copy.tsx';
import { Icon } from '../controls/icons.tsx';
import { withAttribute } from '../filter/edit.ts';
import './attribute-table.css';
import { prettyText, valueText } from '../text/values.ts';

interface Ways {
  /** With a way to all traces that have the same. */
  traceSearch?: boolean;
  /** With a button that takes the attribute into the filter. */
  onFilter?: (key: string, value: string) => void;
}

interface AttributeTableProps extends Ways {
  attributes: readonly OtlpKeyValue[];
  /** The accessible name, where no heading tells. */
  label?: string;
}

export function AttributeTable({ attributes, label, ...ways }: AttributeTableProps) {
  if (attributes.length === 0) return null;
  return (
    <table class="attributes" aria-label={label}>
      <tbody>
        {attributes.map((attribute, at) => (
          <Attribute key={`${at} ${attribute.key}`} attribute={attribute} {...ways} />
        ))}
      </tbody>
    </table>
  );
}

/** Up to that, arrays and maps stay on one line. */
const SHORT = 48;
/** Longer values show their beginning until they are asked for. */
const LONG = 600;

function Attribute({ attribute, ...ways }: Ways & { attribute: OtlpKeyValue }) {
  const isWhole = useSignal(false);
  const { key, value } = attribute;
  const short = valueText(value);
  const text = short.length <= SHORT ? short : prettyText(value);
  const isLong = text.length > LONG && !isWhole.value;
  return (
    <tr>
      <th scope="row" class="value">
        {breakable(key)}
      </th>
      <td class={`mono value of-${typeOf(value)}`}>
        {isLong ? `${text.slice(0, LONG)}…` : text || <span class="soft">empty</span>}
        {isLong && (
          <button
            class="link"
            type="button"
            onClick={() => {
              isWhole.value = true;
            }}
          >
            all {text.length.toLocaleString('en')} characters
          </button>
        )}
      </td>
      <Tools name={key} text={short} {...ways} />
    </tr>
  );
}

function Tools({ name, text, traceSearch, onFilter }: Ways & { name: string; text: string }) {
  return (
    <td class="attribute-tools">
      {traceSearch && (
        <a
          class="button quiet icon"
          href={href('/traces', { where: withAttribute('', name, text) })}
          aria-label={`Traces with this ${name}`}
          title="Traces with the same"
        >
          <Icon name="search" />
        </a>
      )}
      {onFilter && (
        <button
          class="button quiet icon"
          type="button"
          aria-label={`Filter by ${name}`}
          title="Only those with the same"
          onClick={() => onFilter(name, text)}
        >
          <Icon name="filter" />
        </button>
      )}
      <CopyButton name={`value of ${name}`} text={text} />
    </td>
  );
}

/** Names break after their dots rather than anywhere. */
function breakable(key: string) {
  return key.split(/(?<=[._])/).map((part, at) => (at === 0 ? part : [<wbr key={at} />, part]));
}

function typeOf(value: OtlpKeyValue['value']): string {
  if (value.stringValue !== undefined) return 'text';
  if (value.arrayValue ?? value.kvlistValue) return 'structure';
  return 'number';
}
