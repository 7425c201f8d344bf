/** A command that Codex asks to run: what it is, and what may be answered. Pure. */
import type { AlwaysOffer, Asked, Decision } from '../../core/waiting/approval.ts'
import type { HostedSession } from '../hosting.ts'
import { isRecord, type JsonRecord, stringOf } from '../json-fields.ts'

/** Undefined for one whose command is not told, as where a network is asked for: nobody could read what is allowed. */
export function askedCommand(params: JsonRecord, session: HostedSession): Asked | undefined {
  const text = stringOf(params['command'])
  if (text === undefined || isRecord(params['networkApprovalContext'])) return undefined
  if (params['kind'] !== undefined && params['kind'] !== 'command') return undefined
  return {
    kind: 'permission',
    tool: 'Bash',
    thing: { form: 'command', text: scriptIn(text) },
    says: stringOf(params['reason']),
    cwd: stringOf(params['cwd']) ?? session.cwd,
    stops: mayCancel(params) ? 'without-words' : undefined,
    always: offersOf(params),
    answers: ['allow', 'always', 'deny'],
  }
}

/** `/bin/bash -lc 'echo "a"'` runs `echo "a"`, as its own window shows it: where the quotes hold nothing but the script. */
function scriptIn(text: string): string {
  const quoted = /^(?:\/\S+\/)?(?:ba|z|da)?sh -l?c '([^']+)'$/.exec(text)?.[1]
  return quoted ?? text
}

const rulesFile = '~/.codex/rules/default.rules'

/** Exactly this one is its own way of "for this session"; what it proposes itself is written down for all sessions. */
function offersOf(params: JsonRecord): readonly AlwaysOffer[] {
  const prefix = proposedPrefix(params)
  const words = prefix?.map(quoted).join(' ')
  return [
    { id: 'session', words: 'Exactly this command', meaning: 'nothing else', rules: [], reach: 'session' },
    ...(words === undefined
      ? []
      : [
          {
            id: 'prefix',
            words: `Every command that begins with ${words}`,
            meaning: 'whatever follows',
            rules: [words],
            reach: 'user',
            file: rulesFile,
          } as const,
        ]),
  ]
}

/** "No", and its turn is broken off: where its own window may say so. */
const mayCancel = ({ availableDecisions: offered }: JsonRecord): boolean =>
  !Array.isArray(offered) || offered.includes('cancel')

/** Only where its own window offers it. */
function proposedPrefix({ availableDecisions, proposedExecpolicyAmendment }: JsonRecord) {
  const offered = Array.isArray(availableDecisions)
    ? availableDecisions.filter(isRecord).map((one) => one['acceptWithExecpolicyAmendment'])
    : [{ execpolicy_amendment: proposedExecpolicyAmendment }]
  const prefix = offered.find(isRecord)?.['execpolicy_amendment']
  return Array.isArray(prefix) && prefix.length > 0 && prefix.every((word) => typeof word === 'string')
    ? (prefix as readonly string[])
    : undefined
}

const quoted = (word: string): string => (/^[\w./:=@%+-]+$/.test(word) ? word : JSON.stringify(word))

export function commandDecision(params: JsonRecord, decision: Decision): unknown {
  if (decision.answer === 'allow') return 'accept'
  if (decision.answer === 'deny' && decision.stops === true) return 'cancel'
  if (decision.answer !== 'always') return 'decline'
  const prefix = proposedPrefix(params)
  return decision.offer === 'prefix' && prefix !== undefined
    ? { acceptWithExecpolicyAmendment: { execpolicy_amendment: prefix } }
    : 'acceptForSession'
}
