/** The data of an event as a tree: two levels open, texts in quotes. A value copies the path that a query finds it by. */
import { useMemo } from 'preact/hooks'
import { plainText } from '../../../core/words/text.ts'
import { copyText } from '../parts/copy-button.tsx'
import { safeValue } from './event.ts'

interface DataTreeProps {
  readonly data: Readonly<Record<string, unknown>>
  readonly isAllOpen: boolean
}

export function DataTree({ data, isAllOpen }: DataTreeProps) {
  return useMemo(
    () => (
      <Branch value={safeValue(data) as object} path="data" depth={0} isAllOpen={isAllOpen} label="Data of the event" />
    ),
    [data, isAllOpen],
  )
}

interface BranchProps {
  readonly value: object
  readonly path: string
  readonly depth: number
  readonly isAllOpen: boolean
  readonly label?: string
}

const openDepth = 2
/** More than these is read raw. */
const mostItems = 200
const mostDepth = 20

function Branch({ value, path, depth, isAllOpen, label }: BranchProps) {
  const entries = Object.entries(value)
  return (
    <ul class={depth === 0 ? 'json' : undefined} aria-label={label}>
      {entries.slice(0, mostItems).map(([name, item]) => (
        <li key={name}>
          {isBranch(item) && depth < mostDepth ? (
            <details open={isAllOpen || depth < openDepth}>
              <summary>
                <span class="jk">{plainText(name)}</span> <span class="muted">{sizeWords(item)}</span>
              </summary>
              <Branch value={item} path={`${path}.${name}`} depth={depth + 1} isAllOpen={isAllOpen} />
            </details>
          ) : (
            <Leaf name={name} value={item} path={`${path}.${name}`} />
          )}
        </li>
      ))}
      {entries.length > mostItems && <li class="muted">and {entries.length - mostItems} more: see Raw</li>}
    </ul>
  )
}

function Leaf({ name, value, path }: { readonly name: string; readonly value: unknown; readonly path: string }) {
  const words = JSON.stringify(value)
  return (
    <button type="button" class="jl" title={`Copy ${path}\n${words}`} onClick={() => copyText(path, `path ${path}`)}>
      <span class="jk">{plainText(name)}</span> <span class="jv">{words}</span>
    </button>
  )
}

const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0

const sizeWords = (value: object): string => {
  const count = Object.keys(value).length
  const [one, many] = Array.isArray(value) ? ['item', 'items'] : ['field', 'fields']
  return `${count} ${count === 1 ? one : many}`
}
