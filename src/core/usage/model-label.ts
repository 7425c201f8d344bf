/** `claude-opus-5-5-20261015` → `Opus 5.5`, as people say it; a name of another make stays as it is. Pure. */
import { claudeModelsIn } from './model-id.ts'

export function modelLabel(model: string): string {
  const parts = /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?$/.exec(claudeModelsIn(model)[0] ?? model)
  if (parts === null) return model
  const [, family = '', major = '', minor] = parts
  return `${family.charAt(0).toUpperCase()}${family.slice(1)} ${major}${minor === undefined ? '' : `.${minor}`}`
}
