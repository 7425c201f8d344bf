/** The settings in force, and changing them: written to config.toml, in force from the next scan on where that is possible. */
import { isForUserAlone, type SettingChanges } from '../../core/settings/settings.ts'
import type { SettingsService } from '../../services/settings.ts'
import { whyNot } from '../access/caller.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter } from '../http.ts'
import { problem } from '../problem.ts'
import { bodyRefusals, problemSchema, refusals } from '../schemas/problem.ts'
import { settingsChangeBody, settingsChangeSchema, settingsSchema } from '../schemas/settings.ts'

const readSettings = createRoute({
  ...needs('read'),
  method: 'get',
  path: '/settings',
  summary: 'The settings in force, the prices, what is read from where',
  responses: {
    200: { description: 'All of it', content: { 'application/json': { schema: settingsSchema } } },
    ...refusals,
  },
})

const changeSettings = createRoute({
  ...needs('change', { body: jsonBody, duty: 'settings' }),
  method: 'post',
  path: '/settings',
  summary: 'Change settings in config.toml',
  request: { body: { content: { 'application/json': { schema: settingsChangeBody } } } },
  responses: {
    200: { description: 'What is in force now', content: { 'application/json': { schema: settingsChangeSchema } } },
    ...bodyRefusals,
    409: {
      description: 'The file is not written in a way that can be changed here, or not writable',
      content: { 'application/json': { schema: problemSchema } },
    },
  },
})

/** Its yes can run a program, so it has a door of its own. */
const isTrayWanted = ({ 'tray.show': isShown }: SettingChanges) => isShown === true
const throughItsOwnDoor = 'tray.show can be set to true with POST /api/tray/show, which can run a program, alone.'

export function settingsRoutes(settings: SettingsService) {
  return createRouter()
    .openapi(readSettings, async (c) => c.json(await settings.read(), 200))
    .openapi(changeSettings, async (c) => {
      const { changes } = c.req.valid('json')
      if (isTrayWanted(changes)) return c.json(problem('bad-request', throughItsOwnDoor), 400)
      const refusal = Object.keys(changes).some(isForUserAlone)
        ? whyNot(c.var.caller, { needs: 'admin' }, { nowMs: Date.now(), agentsMay: [] })
        : undefined
      if (refusal !== undefined) return c.json(problem(refusal.code, refusal.message), 403)
      const changed = await settings.change(changes, c.var.caller.actor)
      if (changed.ok) return c.json(changed.value, 200)
      const { kind, message } = changed.error
      return kind === 'not-allowed' ? c.json(problem('bad-request', message), 400) : c.json(problem(kind, message), 409)
    })
}
