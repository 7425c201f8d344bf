/**
 * The hooks that TCE puts into Claude Code's settings. Pure.
 *
 * {"hooks":{"Stop":[{"hooks":[{"type":"http","url":"http://127.0.0.1:5111/api/hooks/claude","headers":{…},"timeout":1}]}]}}
 *
 * Never ConfigChange (while one waits, changed settings are not applied), MessageDisplay (one a message) or SessionStart (it does not
 * reach an `http` hook; the registry tells it).
 */
import type { HookSettings } from '../agent.ts'
import { pathBelow } from '../home-folder.ts'
import { isRecord, stringOf } from '../json-fields.ts'

/** A person may answer on the phone; the dialog is open meanwhile, and who answers first is right. */
const answerWithinSeconds = 600
const seconds = 1
/** Kept back for two seconds at most while a prompt is typed; and a turn that ends may be given one, which is on disk first. */
const heldSeconds = 3

export const hookSettings: HookSettings = {
  userFile: (configDir) => pathBelow(configDir, 'settings.json'),
  // Never settings.json of a project: that one is committed.
  projectFile: (dir) => pathBelow(dir, '.claude', 'settings.local.json'),
  key: 'hooks',
  events: [
    { name: 'UserPromptSubmit', timeoutSeconds: seconds },
    { name: 'PreToolUse', timeoutSeconds: heldSeconds },
    { name: 'PermissionRequest', timeoutSeconds: answerWithinSeconds },
    { name: 'PostToolUse', timeoutSeconds: seconds },
    { name: 'Stop', timeoutSeconds: heldSeconds },
    { name: 'StopFailure', timeoutSeconds: seconds },
    { name: 'Notification', timeoutSeconds: seconds },
    { name: 'SessionEnd', timeoutSeconds: seconds },
    { name: 'Elicitation', timeoutSeconds: heldSeconds },
  ],
  group: ({ timeoutSeconds }, { url, secret }) => ({
    hooks: [{ type: 'http', url, headers: { Authorization: `Bearer ${secret}` }, timeout: timeoutSeconds }],
  }),
  addresses: (group) => {
    const hooks: unknown = isRecord(group) ? group['hooks'] : undefined
    return Array.isArray(hooks)
      ? hooks.map((hook: unknown) => (isRecord(hook) ? stringOf(hook['url']) : undefined))
      : []
  },
  whySilent: (settings, url) => {
    if (settings['disableAllHooks'] === true) return '"disableAllHooks" is set there, so no hook runs.'
    const allowed: unknown = settings['allowedHttpHookUrls']
    if (!Array.isArray(allowed) || allowed.some((pattern) => matches(String(pattern), url))) return undefined
    return `"allowedHttpHookUrls" is set there and does not name ${url}, so a session says that it blocks them.`
  },
}

/** `*` stands for anything. */
const matches = (pattern: string, url: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(url)

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
