/**
 * Claude Code's own answer to how far its plan is used: asked of the program itself, which answers without a request to a model. The shape
 * is that of 2.1.329; it was tried with a key, where it says that there are none, and with a plan on the documented shape alone. Pure.
 *
 * {"type":"control_response","response":{"subtype":"success","request_id":"tce","response":{"subscription_type":"max",
 *  "rate_limits_available":true,"rate_limits":{"five_hour":{"utilization":42,"resets_at":"2026-11-20T17:00:00Z"},"seven_day":{…},
 *  "model_scoped":[{"display_name":"Opus","utilization":84,"resets_at":"…"}],
 *  "extra_usage":{"is_enabled":true,"monthly_limit":100,"used_credits":18.4,"utilization":18.4,"currency":"USD"}}}}}
 */

import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { countOf, isRecord, type JsonRecord, recordsOf, stringOf } from '../json-fields.ts'
import type { AskedLimits, AskedProgram } from '../limits.ts'
import { windowNameOf } from './status-line.ts'

const requestId = 'tce'

export const askedProgram: AskedProgram = {
  arguments: [
    ...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    // It is no session of anybody's: nothing is written, and no hook is told.
    ...['--no-session-persistence', '--settings', '{"disableAllHooks":true}'],
  ],
  input: `${JSON.stringify({ type: 'control_request', request_id: requestId, request: { subtype: 'get_usage' } })}\n`,
  read: readAnswer,
}

function readAnswer(output: string): Result<AskedLimits, string> {
  for (const line of output.split('\n')) {
    const response = responseIn(line)
    if (response === undefined) continue
    if (response['subtype'] !== 'success') return err(stringOf(response['error']) ?? 'it refused')
    return limitsIn(response['response'])
  }
  return err('it answered nothing that TCE knows')
}

function responseIn(line: string): JsonRecord | undefined {
  if (!line.includes('control_response')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    const response = isRecord(value) && value['type'] === 'control_response' ? value['response'] : undefined
    return isRecord(response) && response['request_id'] === requestId ? response : undefined
  } catch {
    return undefined
  }
}

function limitsIn(said: unknown): Result<AskedLimits, string> {
  const limits = isRecord(said) ? said['rate_limits'] : undefined
  if (!isRecord(said) || said['rate_limits_available'] === false || !isRecord(limits)) {
    return err('it says no limits: it works with a key, or nobody is signed in at claude.ai')
  }
  const { model_scoped: scoped, extra_usage: extra, ...named } = limits
  const windows = [
    ...Object.entries(named).flatMap(([key, window]) => windowIn(windowNameOf(key), window)),
    ...recordsOf(scoped).flatMap((window) => {
      const model = stringOf(window['display_name'])?.toLowerCase().slice(0, 60)
      return model === undefined ? [] : windowIn(`week:${model}`, window)
    }),
    ...spendIn(extra),
  ]
  // The same week is named twice where a model has a field of its own, too.
  const byName = new Map(windows.map((window) => [window.window, window]))
  return ok({ plan: stringOf(said['subscription_type']), windows: [...byName.values()].slice(0, mostWindows) })
}

const mostWindows = 20

function windowIn(name: string, window: unknown): AskedLimits['windows'] {
  const usedPercent = isRecord(window) ? countOf(window['utilization']) : undefined
  if (!isRecord(window) || usedPercent === undefined) return []
  return [{ window: name, usedPercent, resetsAtMs: momentOf(window['resets_at']) }]
}

/** Credits are dollars where it says so; else how much of them is used is all that is known. */
function spendIn(extra: unknown): AskedLimits['windows'] {
  if (!isRecord(extra) || extra['is_enabled'] !== true) return []
  const usedPercent = countOf(extra['utilization'])
  if (usedPercent === undefined) return []
  return [{ window: 'spend', usedPercent, resetsAtMs: momentOf(extra['resets_at']) }]
}

function momentOf(value: unknown): number | undefined {
  const ms = Date.parse(stringOf(value) ?? '')
  return Number.isNaN(ms) ? undefined : ms
}
