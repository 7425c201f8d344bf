/** How Claude Code is given prompts from outside: by its screen and keys, by its Stop hook, and by messages to its socket. Pure. */
import { stringOf } from '../json-fields.ts'
import type { Prompting, PromptingHooks } from '../prompting.ts'
import { inbox } from './prompt-inbox.ts'
import { promptModes } from './prompt-modes.ts'
import { interrupt, readPromptScreen } from './prompt-screen.ts'
import { promptSignsIn } from './prompt-signs.ts'

const hooks: PromptingHooks = {
  nameOf: (body) => {
    const [hook, sessionId] = [stringOf(body['hook_event_name']), stringOf(body['session_id'])]
    return hook === undefined || sessionId === undefined ? undefined : { hook, sessionId }
  },
  beforeDialogs: ['PreToolUse', 'Elicitation'],
  ofDialogs: ['PermissionRequest', 'Elicitation'],
  // Of a turn that a hook has made go on once already nothing more is asked: the ninth in a row is overridden.
  isTurnEnd: (body) => body['hook_event_name'] === 'Stop' && body['stop_hook_active'] !== true,
  handOver: (text) => ({ decision: 'block', reason: text }),
}

export const prompting: Prompting = {
  readScreen: readPromptScreen,
  signsIn: promptSignsIn,
  // More than 800 characters or 3 lines at once become a reference to "pasted text", which the model trusts less.
  piece: { characters: 700, lines: 3 },
  // A blank before a slash changes nothing: 2.1.329 runs " /status is a word" as /status.
  commandIn: (text) => (/^\s*\//.test(text) ? 'always' : /^[!#@&]/.test(text) ? 'blank' : undefined),
  interrupt,
  modes: promptModes,
  hooks,
  inbox,
}
