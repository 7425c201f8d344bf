/** What only agents and their makers tell of waste: the small model beside a large one, a context's servers, what to set where. Pure. */
import type { WasteSigns } from '../core/advice/waste-signs.ts'
import { contextServers } from './context-servers.ts'

/** Both of one maker. A model that is in no line is not judged. */
const smallerModels: readonly { readonly large: RegExp; readonly small: string }[] = [
  { large: /^claude-(?:.*-)?(?:opus|fable|mythos)/, small: 'claude-haiku-5-5' },
  { large: /^gpt-(?!.*(?:mini|nano|luna|terra))/, small: 'gpt-6-luna' },
  { large: /^gemini-.*(?:pro|argon)/, small: 'gemini-3.5-flash-lite' },
]

export const wasteSigns: WasteSigns = {
  smallModelFor: (model) => smallerModels.find(({ large }) => large.test(model))?.small,
  serversIn: contextServers,
  hints: {
    'cache-pause': 'For Claude Code ENABLE_PROMPT_CACHING_1H=1 keeps it for an hour, at a dearer write.',
    'small-model': 'For Claude Code: model: haiku in the head of a command.',
    'unused-server': 'For Claude Code: claude mcp remove <name>.',
    'compacted-again': 'For Claude Code: /clear.',
  },
}
