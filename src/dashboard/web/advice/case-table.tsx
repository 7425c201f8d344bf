/** The dearest cases of a finding, each leading to the event that shows it; all of them as CSV. */
import type { AdviceCase, AdviceFinding } from '../../../core/advice/advice.ts'
import { amountInWords, ruleWords } from '../../../core/advice/rule-words.ts'
import type { AdviceRule } from '../../../core/advice/waste-case.ts'
import { csvText } from '../../../core/words/csv.ts'
import { formatTokens, formatUsd, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { Link } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { orSay } from '../parts/or-say.ts'
import { saveFile } from '../parts/save-file.ts'
import { type Column, MiniTable } from '../parts/table.tsx'
import { momentOf } from '../parts/time.ts'
import { type AdviceAddress, adviceQuestion } from './address.ts'

interface CaseTableProps {
  readonly finding: AdviceFinding
  readonly address: AdviceAddress
  readonly nowMs: number
}

const nameOf = ({ title, sessionId }: AdviceCase): string => plainText(title ?? sessionId)

function columnsOf({ rule, cases }: AdviceFinding, nowMs: number): readonly Column<AdviceCase>[] {
  const words = ruleWords[rule]
  const what = cases > 1 ? `The dearest of ${cases}` : 'The one case'
  return [
    {
      id: 'session',
      head: what,
      isName: true,
      class: 'clip',
      cell: (one) => (
        <Link to={{ screen: 'session', sessionId: one.sessionId, query: { event: one.cursor } }}>{nameOf(one)}</Link>
      ),
      title: (one) => plainText(one.what ?? '') || undefined,
    },
    {
      id: 'project',
      head: 'Project',
      cell: ({ agent, project = '' }) => (
        <>
          <KindMark agent={agent} /> {plainText(project)}
        </>
      ),
    },
    { id: 'when', head: 'When', class: 'num', cell: ({ at }) => momentOf(at, nowMs) },
    { id: 'amount', head: words.amount.head, class: 'num', cell: ({ amount }) => amountInWords(rule, amount) },
    { id: 'tokens', head: words.tokens, class: 'num', cell: ({ tokens }) => formatTokens(tokens) },
    { id: 'usd', head: 'Lost', class: 'num', cell: ({ usd }) => formatUsd(usd) },
  ]
}

export function CaseTable({ finding, address, nowMs }: CaseTableProps) {
  const { rule, title, counted, cases, unpricedCases, dearest } = finding
  return (
    <div class="adv-more">
      <MiniTable
        class="wide"
        columns={columnsOf(finding, nowMs)}
        rows={dearest}
        keyOf={({ sessionId, cursor, what = '' }) => `${sessionId} ${cursor} ${what}`}
        scrollLabel={`${title}: the dearest cases, table`}
      />
      <p class="fine muted">
        Counted: {counted}
        {unpricedCases > 0 && ` ${plural(unpricedCases, 'case')} of models without a price not among them.`}{' '}
        <button type="button" class="link" onClick={() => void saveAll(rule, address)}>
          {cases === 1 ? 'As CSV' : `All ${cases} as CSV`}
        </button>
      </p>
    </div>
  )
}

async function saveAll(rule: AdviceRule, address: AdviceAddress): Promise<void> {
  const report = orSay(await ask(api.advice.$get({ query: { ...adviceQuestion(address), all: 'true' } })))
  const cases = report?.findings.find((one) => one.rule === rule)?.dearest
  if (cases === undefined) return
  const text = csvText<AdviceCase>(
    [
      ['at', ({ at }) => at],
      ['agent', ({ agent }) => agent],
      ['project', ({ project }) => project],
      ['session', ({ sessionId }) => sessionId],
      ['event', ({ cursor }) => cursor],
      ['title', ({ title }) => title],
      ['what', ({ what }) => what],
      [ruleWords[rule].amount.isTime === true ? 'pause_ms' : 'amount', ({ amount }) => amount],
      ['tokens', ({ tokens }) => tokens],
      ['usd', ({ usd }) => usd],
    ],
    cases,
  )
  saveFile(`tce-advice-${rule}.csv`, 'text/csv', text)
}
