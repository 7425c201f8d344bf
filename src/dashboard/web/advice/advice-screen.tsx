/** Advice: where money may be saved, the dearest first. What is chosen here is in the address. */
import { useEffect, useMemo } from 'preact/hooks'
import type { AdviceReport } from '../../../core/advice/advice.ts'
import { ruleWords } from '../../../core/advice/rule-words.ts'
import { thresholds } from '../../../core/advice/thresholds.ts'
import { adviceRules } from '../../../core/advice/waste-case.ts'
import { formatUsd, plural } from '../../../core/words/format.ts'
import { api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Mark } from '../parts/mark.tsx'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import type { ScreenProps } from '../screens.ts'
import { UsageTabs } from '../usage/usage-tabs.tsx'
import { useUsed } from '../usage/use-used.ts'
import { type AdviceAddress, adviceQuestion, readAdviceAddress, spans } from './address.ts'
import { FindingList } from './finding-list.tsx'
import '../styles/advice.css'

export default function AdviceScreen({ place }: ScreenProps) {
  const address = useMemo(() => readAdviceAddress(place.query), [place.query])
  const question = adviceQuestion(address)
  const answer = useAnswer(JSON.stringify(question), () => ask(api.advice.$get({ query: question })), {
    followsUsage: false,
  })
  const { value, problem, retry, isLoading } = answer
  useEffect(() => {
    if (value === undefined || value.sessionsToRead === 0) return
    const timer = setTimeout(retry, lookAgainMs)
    return () => clearTimeout(timer)
  }, [value, retry])
  return (
    <section data-screen="advice" class="screen" aria-busy={isLoading}>
      <h1 class="sr">Advice</h1>
      <Toolbar address={address} />
      {problem && <AskFailed what="Advice" problem={problem} onRetry={retry} />}
      {value === undefined && !problem && <SkeletonRows rows={8} label="Looking for waste" />}
      {value && <Report report={value} address={address} onChange={retry} />}
    </section>
  )
}

/** While sessions are still read. */
const lookAgainMs = 10_000

function Toolbar({ address }: { readonly address: AdviceAddress }) {
  const { days, project, isGitAsked } = address
  const projects = useUsed('project')
  const names = [...new Set([...projects.map(({ label }) => label), ...(project === '' ? [] : [project])])]
  return (
    <div class="toolbar">
      <UsageTabs current="advice" />
      <div class="toolbar-end">
        <button
          type="button"
          class="btn"
          aria-pressed={isGitAsked}
          onClick={() => setQuery({ git: isGitAsked ? '' : '1' })}
        >
          Ask git, too
        </button>
        <Segments
          label="Range"
          segments={spans.map((value) => ({ value, label: `${value} days` }))}
          value={days}
          onChange={(value) => setQuery({ days: value === '30' ? '' : value })}
        />
        <Select
          label="Project"
          value={project}
          choices={[{ value: '', label: 'All projects' }, ...names.map((name) => ({ value: name, label: name }))]}
          onChange={(value) => setQuery({ project: value })}
        />
      </div>
    </div>
  )
}

interface ReportProps {
  readonly report: AdviceReport
  readonly address: AdviceAddress
  readonly onChange: () => void
}

function Report({ report, address, onChange }: ReportProps) {
  const nowMs = useNow(60_000)
  const { findings, savedUsd, spentUsd, days, sessionsToRead } = report
  return (
    <>
      {sessionsToRead > 0 && (
        <p class="fine muted" role="status">
          {plural(sessionsToRead, 'session')} not looked at yet: what they tell comes by itself.
        </p>
      )}
      {findings.length === 0 ? (
        <Nothing report={report} />
      ) : (
        <p class="adv-sum">
          <b>
            {plural(findings.length, 'finding')}, about {formatUsd(savedUsd)}
          </b>
          {spentUsd !== undefined && ` of ${formatUsd(spentUsd)}`} in {days} days.{' '}
          <span class="muted">
            Findings overlap; the sum counts each token once. None is certain to be waste: you know why it was done.
          </span>
        </p>
      )}
      <FindingList report={report} address={address} nowMs={nowMs} onChange={onChange} />
      <Foot report={report} address={address} />
    </>
  )
}

function Nothing({ report }: { readonly report: AdviceReport }) {
  const { isTooEarly, prompts, foundNothing, days, spentUsd, minUsd } = report
  const spent = spentUsd === undefined ? '' : ` and ${formatUsd(spentUsd)}`
  return (
    <div class="empty">
      <Mark name={isTooEarly ? 'none' : 'ok'} />
      <p class="empty-title">{isTooEarly ? 'Too early for advice' : 'Nothing to point out'}</p>
      <p>
        {isTooEarly
          ? `The rules need 3 days or ${thresholds.enoughPrompts} messages; there are ${plural(prompts, 'message')}.`
          : `${plural(foundNothing.length, 'rule')} looked at ${days} days${spent}, and none found more than ${formatUsd(minUsd)}.`}
      </p>
      <p class="fine">
        {adviceRules
          .filter((rule) => foundNothing.includes(rule))
          .map((rule) => ruleWords[rule].title)
          .join('; ')}
        .
      </p>
    </div>
  )
}

function Foot({ report, address }: Omit<ReportProps, 'onChange'>) {
  const { hidden, foundNothing, findings } = report
  const titles = foundNothing.map((rule) => ruleWords[rule].title)
  return (
    <p class="fine muted adv-foot">
      {hidden.length > 0 && (
        <>
          {plural(hidden.length, 'finding')} hidden by you.{' '}
          <button
            type="button"
            class="link"
            aria-pressed={address.showsHidden}
            onClick={() => setQuery({ hidden: address.showsHidden ? '' : '1' })}
          >
            {address.showsHidden ? 'Hide again' : 'Show'}
          </button>{' '}
        </>
      )}
      {findings.length > 0 && titles.length > 0 && `Also looked at, nothing found: ${titles.join('; ')}.`}
    </p>
  )
}
