/** What stands in the form of a backend, as texts; and what of it is a change. Pure. */
import { type BackendReport, textOfWords, wordsOf } from '../../../core/tasks/backend.ts'
import type { BackendChange } from '../../../services/projects.ts'

export const textFields = ['agent', 'model', 'modelFlag', 'mode', 'modeFlag', 'sessionFlag'] as const
export const wordFields = ['command', 'resume', 'headless'] as const

export type BackendTexts = Readonly<
  Record<(typeof textFields)[number] | (typeof wordFields)[number] | 'promptFlag' | 'env', string>
>
/** In the field of the prompt: it is the last word. */
export const lastWord = '(last)'

export const textsOfBackend = (backend: BackendReport | undefined): BackendTexts => ({
  agent: backend?.agent ?? '',
  command: textOfWords(backend?.command ?? []),
  promptFlag: backend === undefined || backend.promptFlag === '' ? lastWord : (backend.promptFlag ?? ''),
  model: backend?.model ?? '',
  modelFlag: backend?.modelFlag ?? '',
  mode: backend?.mode ?? '',
  modeFlag: backend?.modeFlag ?? '',
  sessionFlag: backend?.sessionFlag ?? '',
  resume: textOfWords(backend?.resume ?? []),
  headless: textOfWords(backend?.headless ?? []),
  env: Object.entries(backend?.env ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join('\n'),
})

/** Only what is another one; a text that was emptied takes the value back. Undefined: a line of the variables is none. */
export function changeOfBackend(before: BackendTexts, after: BackendTexts): BackendChange | undefined {
  const change: Record<string, unknown> = {}
  const isAnother = (key: keyof BackendTexts) => before[key].trim() !== after[key].trim()
  for (const key of textFields) if (isAnother(key)) change[key] = after[key].trim() || null
  for (const key of wordFields) {
    const words = wordsOf(after[key])
    if (isAnother(key)) change[key] = words.length === 0 ? null : words
  }
  if (isAnother('promptFlag')) {
    const flag = after.promptFlag.trim()
    change['promptFlag'] = flag === lastWord ? '' : flag || null
  }
  if (isAnother('env')) {
    const lines = after.env
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
    if (lines.some((line) => !/^[A-Za-z_]\w*=/.test(line))) return undefined
    const pairs = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
    change['env'] = pairs.length === 0 ? null : Object.fromEntries(pairs)
  }
  return change as BackendChange
}
