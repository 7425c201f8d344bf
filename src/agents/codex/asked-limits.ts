/**
 * How Codex's daemon is asked for the limits of its account: `account/rateLimits/read`, of the shape that `codex app-server generate-ts` of
 * 0.169 writes; with a key it refuses. Pure.
 *
 * {"rateLimits":{"limitId":"codex","primary":{"usedPercent":11,"windowDurationMins":300,"resetsAt":1795736868},"secondary":{…},
 *  "planType":"pro"},"rateLimitsByLimitId":{"codex":{…}}}
 */
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { HostRefusal, type HostTalk } from '../hosting.ts'
import { countOf, isRecord, type JsonRecord, recordsOf, stringOf } from '../json-fields.ts'
import type { AskedLimits } from '../limits.ts'
import { call, greet } from './app-server.ts'

export function* askHost(): HostTalk<Result<readonly AskedLimits[], string>> {
  yield* greet()
  try {
    const limits = limitsIn(yield call('account/rateLimits/read', {}))
    return limits.length === 0 ? err('its daemon says no limits') : ok(limits)
  } catch (cause) {
    if (cause instanceof HostRefusal) return err(`its daemon refused: ${cause.message}`)
    throw cause
  }
}

export function limitsIn(answer: unknown): readonly AskedLimits[] {
  if (!isRecord(answer)) return []
  const { rateLimits: one, rateLimitsByLimitId: byId } = answer
  const all = isRecord(byId) ? recordsOf(Object.values(byId)) : []
  return (all.length > 0 ? all : recordsOf([one])).flatMap((snapshot) => {
    const windows = ['primary', 'secondary'].flatMap((name) => windowIn(name, snapshot[name]))
    if (windows.length === 0) return []
    return [{ limitId: stringOf(snapshot['limitId']), plan: stringOf(snapshot['planType']), windows }]
  })
}

function windowIn(name: string, window: unknown): AskedLimits['windows'] {
  const usedPercent = isRecord(window) ? countOf(window['usedPercent']) : undefined
  if (!isRecord(window) || usedPercent === undefined) return []
  const minutes = lengthOf(window)
  const resetsAt = countOf(window['resetsAt'])
  return [
    {
      window: name,
      usedPercent,
      windowMs: minutes === undefined ? undefined : minutes * 60_000,
      resetsAtMs: resetsAt === undefined || resetsAt >= 8.64e12 ? undefined : resetsAt * 1000,
    },
  ]
}

const lengthOf = (window: JsonRecord): number | undefined => countOf(window['windowDurationMins']) || undefined
