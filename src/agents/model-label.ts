/** `claude-opus-5-5-20261015` → `Opus 5.5`, `gpt-6.1-sol` → `GPT-6.1 Sol`, as people say it; what is not understood stays as it is. Pure. */
import { claudeModelsIn } from './model-id.ts'

export function modelLabel(model: string): string {
  const parts = /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?$/.exec(claudeModelsIn(model)[0] ?? model)
  if (parts === null) return othersLabel(model)
  const [, family = '', major = '', minor] = parts
  return `${capital(family)} ${major}${minor === undefined ? '' : `.${minor}`}`
}

/** How each maker writes its name, and what stands behind it. */
const makers: ReadonlyMap<string, string> = new Map([
  ['gpt', 'GPT-'],
  ['gemini', 'Gemini '],
  ['grok', 'Grok '],
  ['kimi', 'Kimi '],
  ['glm', 'GLM '],
  ['deepseek', 'DeepSeek '],
])

function othersLabel(model: string): string {
  const [, maker = '', rest = ''] = /^([a-z]+)-([kv]?\d[a-z\d.]*(?:-[a-z]+)*)$/.exec(model) ?? []
  const name = makers.get(maker)
  if (name === undefined) return model
  const [version = '', ...words] = rest.replace(/-preview$/, '').split('-')
  const written = words.map((word) => (word === 'mini' || word === 'nano' ? word : capital(word))).join(' ')
  return `${name}${capital(version)} ${written.replace('Flash Lite', 'Flash-Lite')}`.trim()
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`
