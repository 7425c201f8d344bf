/** What an agent asks, letter for letter: nothing is cut, and nothing stands for something else. */
import type { Approval, AskedChange, AskedEdit, Irrevocable } from '../../../core/waiting/approval.ts'
import { changeCounts, editLines, numberWidth } from '../../../core/waiting/edit-lines.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Icon } from '../parts/mark.tsx'
import { Formatted } from '../session/conversation/formatted.tsx'

export function AskedThingView({ thing, irrevocable }: Pick<Approval, 'thing' | 'irrevocable'>) {
  switch (thing.form) {
    case 'command':
      return <Command text={thing.text} at={irrevocable?.at} what="command" />
    case 'input':
      return <Command text={thing.text} at={irrevocable?.at} what="arguments" />
    case 'plan':
      return thing.text === '' ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls.
        <section class="plan" tabIndex={0} aria-label="The plan">
          <Formatted text={thing.text} search="" />
        </section>
      )
    case 'change':
      return (
        <div class="filecard">
          <p class="file-h">
            <Icon name="file" size={14} />
            <code class="mono">{thing.file}</code>
            <Counts thing={thing} />
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
          <section class="edits" tabIndex={0} aria-label={`Changes of ${thing.file}`}>
            {thing.edits.map((edit) => (
              <Edit key={`${edit.before}\n${edit.after}`} edit={edit} />
            ))}
          </section>
        </div>
      )
    case 'questions':
      return null
    default:
      return thing satisfies never
  }
}

/** "+6 −2", of a whole file what is known of it. */
function Counts({ thing }: { readonly thing: AskedChange }) {
  if (thing.isWhole && thing.isAgainstFile !== true) return <span class="num">the whole file</span>
  const looks = { '+': 'add', '−': 'del' } as const
  return (
    <span class="num">
      {changeCounts(thing)
        .split(' ')
        .map((part) => (
          <span key={part} class={looks[part.charAt(0) as keyof typeof looks]}>
            {part}{' '}
          </span>
        ))}
      {thing.isWhole && ', against the file as it is'}
    </span>
  )
}

interface CommandProps {
  readonly text: string
  readonly at: Irrevocable['at']
  readonly what: string
}

function Command({ text, at, what }: CommandProps) {
  return (
    <div class="cmd">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
      <pre tabIndex={0}>
        {at === undefined ? (
          text
        ) : (
          <>
            {text.slice(0, at.from)}
            <mark>{text.slice(at.from, at.to)}</mark>
            {text.slice(at.to)}
          </>
        )}
      </pre>
      <CopyButton text={text.split('\n')} what={what} />
    </div>
  )
}

const signs = { same: ' ', add: '+', del: '−' } as const

function Edit({ edit }: { readonly edit: AskedEdit }) {
  const lines = editLines(edit)
  const width = numberWidth(lines)
  const padded = (number: number | undefined) => (width === 0 ? '' : `${String(number ?? '').padStart(width)} `)
  return (
    <div class="edit">
      {edit.isEverywhere === true && <p class="muted fine">Wherever it stands in the file</p>}
      <pre>
        {lines.map(({ kind, text, before, after }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one edit never move.
          <span key={index} class={`line is-${kind}`}>
            <i aria-hidden="true">{`${padded(before)}${padded(after)}${signs[kind]} `}</i>
            <span>
              {text}
              {'\n'}
            </span>
          </span>
        ))}
      </pre>
    </div>
  )
}
