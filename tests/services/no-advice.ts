/** Advice of a machine on which nothing was found. */
import type { AdviceReport } from '../../src/core/advice/advice.ts'
import { ok } from '../../src/core/result.ts'
import type { AdviceService } from '../../src/services/advice.ts'

export const nothingToSay: AdviceReport = {
  generatedAt: '2026-11-20T14:30:00.000Z',
  since: '2026-10-21T14:30:00.000Z',
  days: 30,
  findings: [],
  savedUsd: 0,
  spentUsd: 1042.37,
  foundNothing: ['cache-pause', 'same-file'],
  hidden: [],
  minUsd: 2,
  sessions: 84,
  sessionsToRead: 0,
  prompts: 402,
  isTooEarly: false,
}

export const noAdvice: AdviceService = {
  report: async ({ days }) => ({ ...nothingToSay, days }),
  change: async ({ rule, project, isHidden }) =>
    ok({ hidden: isHidden ? [{ rule, ...(project !== undefined && { project }) }] : [] }),
}

/** Two findings, one with a picture of lying bars. Hiding is remembered. */
export function someAdvice(): AdviceService {
  let hidden: AdviceReport['hidden'] = []
  const at = '2026-11-20T13:24:00.000Z'
  const one = { agent: 'claude', sessionId: '3f2a91c8-7d0e-4b1a-9c55-0e8f6a2d71b3', cursor: 'main@0.0', at }
  const common = { sessions: 1, cases: 1, unpricedCases: 0 }
  const findings: AdviceReport['findings'] = [
    {
      ...{ rule: 'cache-pause', usd: 61.92, title: 'Pauses over 5 minutes let the cache expire' },
      ...{ evidence: '212 pauses in 41 sessions.', next: 'Answer within 5 min.', counted: 'The first response.' },
      ...common,
      dearest: [
        { ...one, title: 'Retry webhooks', project: 'payments-api', amount: 780_000, tokens: 412_000, usd: 1.98 },
      ],
      picture: { caption: 'pauses by length', bars: [4, 3, 2].map((value, at) => ({ value, isHot: at > 0 })) },
    },
    {
      ...{
        rule: 'unused-server',
        usd: 18.84,
        title: 'MCP servers that nobody calls',
        evidence: 'figma: in each request.',
      },
      ...{ next: 'Remove figma.', counted: 'Tokens of a server’s tools.' },
      ...common,
      dearest: [{ ...one, what: 'figma', amount: 5_120, tokens: 9_800, usd: 18.84 }],
      picture: { caption: 'tokens in every request', bars: [{ label: 'figma', value: 9_800, isHot: true }] },
    },
  ]
  return {
    async report({ days, withHidden }) {
      const isHidden = (rule: string) => hidden.some((one) => one.rule === rule && one.project === undefined)
      const shown = findings.filter(({ rule }) => withHidden === true || !isHidden(rule))
      const savedUsd = shown.reduce((sum, { usd }) => sum + usd, 0)
      return { ...nothingToSay, days, savedUsd, hidden, findings: shown, foundNothing: ['same-file'] }
    },
    async change({ rule, project, isHidden }) {
      const changed = { rule, ...(project !== undefined && { project }) }
      hidden = hidden.filter((other) => other.rule !== rule || other.project !== project)
      if (isHidden) hidden = [...hidden, changed]
      return ok({ hidden })
    },
  }
}
