/** Text of an agent or a user, drawn as text nodes only. */
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Block, Inline } from './formatted-text.ts'
import { toBlocks } from './formatted-text.ts'
import { marked } from './search-marks.ts'

interface FormattedProps {
  readonly text: string
  readonly search: string
}

export function Formatted({ text, search }: FormattedProps) {
  const blocks = useMemo(() => toBlocks(text), [text])
  return (
    <div class="formatted">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text never change places.
        <BlockOf key={index} block={block} search={search} />
      ))}
    </div>
  )
}

function BlockOf({ block, search }: { readonly block: Block; readonly search: string }) {
  switch (block.kind) {
    case 'paragraph':
      return <p>{inline(block.content, search)}</p>
    case 'heading':
      return <p class="heading">{inline(block.content, search)}</p>
    case 'quote':
      return <p class="quote">{inline(block.content, search)}</p>
    case 'code':
      return (
        <>
          {block.info !== undefined && <p class="muted fine">{withMarks(block.info, search)}</p>}
          <pre class="out">{withMarks(block.text, search)}</pre>
        </>
      )
    case 'list': {
      // biome-ignore lint/suspicious/noArrayIndexKey: items of one text never change places.
      const items = block.items.map((item, index) => <li key={index}>{inline(item, search)}</li>)
      const deep = block.depth === undefined ? undefined : `is-deep-${block.depth}`
      return block.isOrdered ? (
        <ol class={deep} start={block.start}>
          {items}
        </ol>
      ) : (
        <ul class={deep}>{items}</ul>
      )
    }
    default:
      return block satisfies never
  }
}

function inline(parts: readonly Inline[], search: string): ComponentChildren {
  return parts.map((part) => {
    switch (part.kind) {
      case 'text':
        return withMarks(part.text, search)
      case 'code':
        // biome-ignore lint/correctness/useJsxKeyInIterable: parts of one text never change places.
        return <code>{withMarks(part.text, search)}</code>
      case 'strong':
        // biome-ignore lint/correctness/useJsxKeyInIterable: parts of one text never change places.
        return <strong>{withMarks(part.text, search)}</strong>
      case 'link':
        return (
          // biome-ignore lint/correctness/useJsxKeyInIterable: parts of one text never change places.
          <a href={part.url} target="_blank" rel="noreferrer noopener">
            {withMarks(part.text, search)}
          </a>
        )
      default:
        return part satisfies never
    }
  })
}

/** What is searched for stands out. */
export function withMarks(text: string, search: string): ComponentChildren {
  if (search === '') return text
  // biome-ignore lint/correctness/useJsxKeyInIterable: parts of one text never change places.
  return marked(text, search).map(({ text: part, isHit }) => (isHit ? <mark>{part}</mark> : part))
}
