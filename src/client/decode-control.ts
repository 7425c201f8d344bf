/** Reports of kills and pins, and the audit log, as the server answers them. Pure. */
import type { AuditEntry, KillReport } from '../core/kill/kill.ts'
import type { ProcessRef } from '../core/process/process.ts'
import { processId } from '../core/process/process.ts'
import type { PinReport } from '../services/monitor.ts'
import type { JsonObject } from './json-fields.ts'
import { decodeAll, isJsonObject, numberOf, oneOf, textOf, textsOf } from './json-fields.ts'

const outcomes = ['ended', 'still-alive', 'gone', 'defunct', 'not-permitted', 'not-watched', 'protected'] as const
const actors = ['cli', 'tray', 'dashboard', 'api'] as const
const actions = ['kill', 'kill-force', 'pin', 'unpin'] as const

/** An outcome nobody here knows must not pass for success. */
export function decodeKillReport(json: JsonObject): KillReport | undefined {
  const pid = numberOf(json['pid'])
  const start = textOf(json['start'])
  if (pid === undefined || start === undefined) return undefined
  return {
    id: textOf(json['id']) ?? processId({ pid, start }),
    pid,
    start,
    outcome: oneOf(json['outcome'], outcomes, 'still-alive'),
    ok: json['ok'] === true,
    project: textOf(json['project']),
    name: textOf(json['name']),
    afterMs: numberOf(json['afterMs']),
    endedProcesses: numberOf(json['endedProcesses']),
    freedBytes: numberOf(json['freedBytes']),
    survivors: decodeAll(json['survivors'], (survivor) => {
      const survivorPid = numberOf(survivor['pid'])
      return survivorPid === undefined ? undefined : { pid: survivorPid, name: textOf(survivor['name']) ?? '' }
    }),
    sent: textsOf(json['sent']),
    message: textOf(json['message']) ?? '',
    next: textOf(json['next']),
  }
}

export const decodeKillReports = (answer: unknown): readonly KillReport[] =>
  isJsonObject(answer) ? decodeAll(answer['reports'], decodeKillReport) : []

/** A refusal `{error: {message}}` is a report too: of nothing done, and why. */
export function decodePinReport(answer: unknown, target: ProcessRef, isPin: boolean): PinReport {
  const id = processId(target)
  if (!isJsonObject(answer)) return { id, pinned: !isPin, ok: false, message: 'The server gave no readable answer.' }
  const refusal = errorMessage(answer)
  if (refusal !== undefined) return { id, pinned: !isPin, ok: false, message: refusal }
  return {
    id,
    pinned: answer['pinned'] === true,
    ok: answer['ok'] === true,
    message: textOf(answer['message']) ?? '',
  }
}

export function errorMessage(answer: unknown): string | undefined {
  const error = isJsonObject(answer) ? answer['error'] : undefined
  return isJsonObject(error) ? textOf(error['message']) : undefined
}

export const decodeLog = (answer: unknown): readonly AuditEntry[] =>
  isJsonObject(answer) ? decodeAll(answer['entries'], decodeAuditEntry) : []

function decodeAuditEntry(json: JsonObject): AuditEntry | undefined {
  const at = textOf(json['at'])
  const target = json['target']
  if (at === undefined || !isJsonObject(target)) return undefined
  return {
    at,
    actor: oneOf(json['actor'], actors, 'api'),
    action: oneOf(json['action'], actions, 'kill'),
    target: {
      id: textOf(target['id']) ?? '',
      pid: numberOf(target['pid']) ?? 0,
      start: textOf(target['start']) ?? '',
      project: textOf(target['project']),
      name: textOf(target['name']),
      role: textOf(target['role']),
    },
    outcome: textOf(json['outcome']) ?? '',
    message: textOf(json['message']) ?? '',
  }
}
