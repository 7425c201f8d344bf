/** Templates, and prompts of before: a click puts one into the editor, a star keeps it. */
import { useState } from 'preact/hooks'
import type { RecentPrompt } from '../../../core/prompts/prompt-library.ts'
import { fieldsOf } from '../../../core/prompts/prompt-library.ts'
import { Link } from '../navigation.tsx'
import { Icon } from '../parts/mark.tsx'
import { momentOf } from '../parts/time.ts'
import { put, text } from './compose-state.ts'
import { recall, recents, removeTemplate, saveTemplate, templates, toggleStar } from './library-state.ts'

export const LibraryRail = () => (
  <div class="rail crail">
    <Templates />
    <Prompts title="Starred" prompts={recents.value.starred} isStarred />
    <Prompts title="Recent" prompts={recents.value.recent} />
    <p class="fine">
      <Link to={{ screen: 'prompts', query: {} }}>All prompts ever sent</Link>
    </p>
  </div>
)

function Templates() {
  const [name, setName] = useState<string>()
  const save = async () => {
    if (name === undefined || name.trim() === '') return setName(undefined)
    if (await saveTemplate(name, text.peek())) setName(undefined)
  }
  return (
    <section>
      <h2>
        Templates{' '}
        {text.value.trim() !== '' && name === undefined && (
          <button type="button" class="link rt" onClick={() => setName('')}>
            Save what is written…
          </button>
        )}
      </h2>
      {name !== undefined && (
        <p class="copyline">
          <input
            class="field"
            aria-label="Name of the template"
            placeholder="Name"
            value={name}
            ref={(input) => {
              if (name === '') input?.focus()
            }}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
            onKeyDown={({ key }) => (key === 'Enter' ? void save() : key === 'Escape' && setName(undefined))}
          />
          <button type="button" class="btn small" onClick={() => void save()}>
            Save
          </button>
        </p>
      )}
      <ul class="tmpl">
        {templates.value.map((template) => (
          <li key={template.id}>
            <button type="button" class="plainbtn clip" onClick={() => put(template.text)}>
              {template.name} <span class="muted">{fieldsOf(template.text).join(', ')}</span>
            </button>
            <button
              type="button"
              class="icon-btn"
              aria-label={`Remove the template ${template.name}`}
              onClick={() => void removeTemplate(template.id)}
            >
              <Icon name="x" size={12} />
            </button>
          </li>
        ))}
      </ul>
      {templates.value.length === 0 && name === undefined && (
        <p class="quiet fine">None yet. A text with {'{{fields}}'} asks for them each time.</p>
      )}
    </section>
  )
}

interface PromptsProps {
  readonly title: string
  readonly prompts: readonly RecentPrompt[]
  readonly isStarred?: boolean
}

function Prompts({ title, prompts, isStarred = false }: PromptsProps) {
  if (prompts.length === 0) return null
  return (
    <section>
      <h2>
        {title} <span class="muted">{prompts.length}</span>
      </h2>
      <ul class="recent">
        {prompts.map(({ id, text: beginning, at, to }) => (
          <li key={id}>
            <button type="button" class="plainbtn" onClick={() => void recall(id)}>
              <span class="muted">
                {momentOf(at)} {to}
              </span>
              <span class="clip">{beginning}</span>
            </button>
            <button
              type="button"
              class="icon-btn"
              aria-pressed={isStarred}
              aria-label={`${isStarred ? 'Let go' : 'Star'} ${id}`}
              onClick={() => void toggleStar(id)}
            >
              <Icon name="star" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
