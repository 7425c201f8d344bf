/** A chart's figures as a table below it, made when it is opened. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

export interface TableLine {
  readonly key: string
  /** The first names the line. */
  readonly cells: readonly ComponentChildren[]
}

interface AsTableProps {
  readonly heads: readonly string[]
  readonly lines: () => readonly TableLine[]
  /** What of it is shown, where that is not all. */
  readonly note?: string | undefined
}

export function AsTable({ heads, lines, note }: AsTableProps) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details class="as-table" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>As a table</summary>
      {isOpen && (
        <table class="mini wide">
          <thead>
            <tr>
              {heads.map((head, at) => (
                <th key={head} scope="col" class={at === 0 ? undefined : 'num'}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines().map(({ key, cells: [name, ...figures] }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                {figures.map((figure, at) => (
                  <td key={heads[at + 1]} class="num">
                    {figure}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isOpen && note !== undefined && <p class="muted fine">{note}</p>}
    </details>
  )
}
