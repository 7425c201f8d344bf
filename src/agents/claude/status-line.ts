/**
 * What Claude Code gives its status line on stdin. Pure.
 *
 * {"session_id":"…","transcript_path":"/home/dev/.claude/projects/-home-dev-proj/….jsonl","workspace":{"project_dir":"/home/dev/proj"},
 *  "model":{"id":"claude-sonnet-5-5","display_name":"Sonnet 5.5"},"cost":{"total_cost_usd":0.01,"total_api_duration_ms":301},
 *  "context_window":{"used_percentage":2},"prompt_cache":{"ttl":"5m","expires_at":1795199834},
 *  "rate_limits":{"five_hour":{"used_percentage":42,"resets_at":1795206733},"seven_day":{…},
 *                 "spend_limit":{"used_percentage":18,"resets_at":…,"used_usd":18.4,"limit_usd":100,"period":"monthly"}}}
 */

import { pathBelow } from '../home-folder.ts'
import { countOf, isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { type AgentLimits, capitalised, type StatusLine, type StatusLineWindow } from '../limits.ts'
import { statusLinePid } from './status-line-pid.ts'

/** Undefined: it is none. */
export function readStatusLine(value: unknown): StatusLine | undefined {
  if (!isRecord(value)) return undefined
  const sessionId = stringOf(value['session_id'])
  if (sessionId === undefined) return undefined
  const [workspace, model, cost, context] = ['workspace', 'model', 'cost', 'context_window'].map((key) =>
    recordIn(value, key),
  )
  return {
    sessionId,
    configDir: configDirOf(stringOf(value['transcript_path'])),
    projectDir: stringOf(workspace?.['project_dir']) ?? stringOf(value['cwd']),
    model: stringOf(model?.['display_name']) ?? stringOf(model?.['id']),
    contextPercent: countOf(context?.['used_percentage']),
    costUsd: countOf(cost?.['total_cost_usd']),
    apiMs: countOf(cost?.['total_api_duration_ms']),
    answeredAtMs: answeredAt(recordIn(value, 'prompt_cache')),
    windows: isRecord(value['rate_limits']) ? windowsIn(value['rate_limits']) : undefined,
  }
}

const recordIn = (value: JsonRecord, key: string): JsonRecord | undefined =>
  isRecord(value[key]) ? value[key] : undefined

const configDirOf = (transcript: string | undefined): string | undefined =>
  /^(.+)[/\\]projects[/\\][^/\\]+[/\\][^/\\]+\.jsonl$/.exec(transcript ?? '')?.[1]

/** The cache lives for so long after an answer. */
const lives: Readonly<Record<string, number>> = { '5m': 300_000, '1h': 3_600_000 }

function answeredAt(cache: JsonRecord | undefined): number | undefined {
  const [expiresAt, lifeMs] = [countOf(cache?.['expires_at']), lives[stringOf(cache?.['ttl']) ?? '']]
  return expiresAt === undefined || lifeMs === undefined ? undefined : expiresAt * 1000 - lifeMs
}

const names: Readonly<Record<string, string>> = { five_hour: 'five-hours', seven_day: 'week', spend_limit: 'spend' }

/** `seven_day_opus` is the week of a model; a window that is new keeps its name. */
export const windowNameOf = (key: string): string =>
  names[key] ?? (key.startsWith('seven_day_') ? `week:${key.slice('seven_day_'.length)}` : key.slice(0, 60))

const mostWindows = 20

function windowsIn(limits: JsonRecord): readonly StatusLineWindow[] {
  return Object.entries(limits)
    .slice(0, mostWindows)
    .flatMap(([key, window]) => {
      const usedPercent = isRecord(window) ? countOf(window['used_percentage']) : undefined
      if (!isRecord(window) || usedPercent === undefined) return []
      return [
        {
          window: windowNameOf(key),
          usedPercent,
          resetsAtMs: momentOf(window['resets_at']),
          usedUsd: countOf(window['used_usd']),
          limitUsd: countOf(window['limit_usd']),
        },
      ]
    })
}

/** Seconds since 1970. */
function momentOf(value: unknown): number | undefined {
  const seconds = countOf(value)
  return seconds !== undefined && seconds > 0 && seconds < 8.64e12 ? seconds * 1000 : undefined
}

export const limits: AgentLimits = {
  planName: (plan) => `Claude ${capitalised(plan)}`,
  unknown: { why: 'Claude Code says its limits in the status line.', next: 'tce statusline install' },
  statusLine: {
    read: readStatusLine,
    withoutLimits: 'Its status line says no limits: it does after an answer, signed in at claude.ai.',
    pidVariable: statusLinePid,
    settings: {
      userFile: (configDir) => pathBelow(configDir, 'settings.json'),
      projectFiles: (dir) => ['settings.local.json', 'settings.json'].map((name) => pathBelow(dir, '.claude', name)),
      key: 'statusLine',
      commandKey: 'command',
      // Else it is drawn when something happens alone, and a countdown would stand still.
      value: (command) => ({ type: 'command', command, refreshInterval: 10 }),
    },
  },
}
