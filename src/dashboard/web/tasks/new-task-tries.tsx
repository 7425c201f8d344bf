/** Several agents try the same prompt, and one is kept: how many, and what each of them is. */
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { backendWords } from './backend-words.ts'
import { backends, change, choices, draft, usualBackend } from './new-task-state.ts'
import { withTries } from './task-draft.ts'

const counts = ['1', '2', '3', '4'] as const
const words = ['', 'two', 'three', 'four']
const times = ['', 'twice', 'three times', 'four times']

export function BestOf() {
  const { tries } = draft.value
  const count = Math.max(1, tries.length)
  return (
    <>
      <div class="nf-line">
        <span>
          <b>Best of</b>{' '}
          <span class="muted">
            {count === 1
              ? 'several agents try, you choose'
              : `${words[count - 1]} agents, same prompt, you choose; about ${times[count - 1]} the cost`}
          </span>
        </span>
        <Segments
          label="Best of"
          value={counts[count - 1] ?? '1'}
          segments={counts.map((value) => ({ value, label: value }))}
          onChange={(value) => change({ tries: withTries(draft.peek(), Number(value)).tries })}
        />
      </div>
      {tries.length > 1 && (
        <ul class="bo">
          {tries.map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a try is its number.
            <li key={at}>
              <span class="lab">{at + 1}</span>
              <Select
                label={`Agent of try ${at + 1}`}
                value={one.backend || draft.value.backend || usualBackend.value}
                choices={(backends.value?.backends ?? [])
                  .filter(({ isInstalled }) => isInstalled)
                  .map((known) => ({ value: known.name, label: backendWords(known) }))}
                onChange={(backend) => put(at, { backend, model: '' })}
              />
              <input
                class="field"
                aria-label={`Model of try ${at + 1}`}
                placeholder="as it is set"
                spellcheck={false}
                autocomplete="off"
                list="new-task-try-models"
                value={one.model}
                onInput={({ currentTarget }) => put(at, { model: currentTarget.value })}
              />
            </li>
          ))}
        </ul>
      )}
      <datalist id="new-task-try-models">
        {(choices.value?.models ?? []).map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
    </>
  )
}

const put = (at: number, some: { readonly backend?: string; readonly model?: string }): void =>
  change({ tries: draft.peek().tries.map((one, place) => (place === at ? { ...one, ...some } : one)) })
