/** Attributes as a table, each with a button that filters by it. */

import type { OtlpKeyValue } from '@waymark/otlp';
import { CopyButton } from '../shell/copy.tsx';
import { Icon } from '../shell/icons.tsx';
import './attribute-table.css';
import { prettyText, valueText } from './values.ts';

interface AttributeTableProps {
  /** The accessible name. */
  label: string;
  attributes: readonly OtlpKeyValue[];
  /** Takes the attribute into the filter. */
  onFilter?: (key: string, value: string) => void;
}

export function AttributeTable({ label, attributes, onFilter }: AttributeTableProps) {
  if (attributes.length === 0) return <p class="soft">None</p>;
  return (
    <table class="attributes" aria-label={label}>
      <tbody>
        {attributes.map(({ key, value }) => {
          const text = valueText(value);
          return (
            <tr key={key}>
              <th scope="row" class="value">
                {key}
              </th>
              <td class="mono value">{prettyText(value)}</td>
              <td class="attribute-tools">
                {onFilter && (
                  <button
                    class="button quiet icon"
                    type="button"
                    aria-label={`Filter by ${key}`}
                    title={`Filter by this ${key}`}
                    onClick={() => onFilter(key, text)}
                  >
                    <Icon name="filter" />
                  </button>
                )}
                <CopyButton name={`value of ${key}`} text={text} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
