/** The sections that are only read: prices, sources, the audit log, about. */

import { actionInWords, subjectInWords } from '../../../core/audit/audit.ts'
import type { PriceRow, SettingsReport } from '../../../core/settings/settings.ts'
import { formatTokens } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { formatClock, formatMoment } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { priceText } from './price-text.ts'

interface ScrollProps {
  readonly label: string
  readonly children: preact.ComponentChildren
}

const Scroll = ({ label, children }: ScrollProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a narrow screen.
  <section class="scroll" tabIndex={0} aria-label={label}>
    {children}
  </section>
)

const priceHeads = ['Input', 'Output', 'Write 5m', 'Write 1h', 'Cache read'] as const

export function PricesSection({ prices }: Pick<SettingsReport, 'prices'>) {
  return (
    <section id="prices" aria-labelledby="prices-title">
      <h2 id="prices-title">
        Prices <span class="muted">USD per million tokens, list of {prices.asOf}</span>
      </h2>
      {prices.problem !== undefined && <p class="ferror">{prices.problem}</p>}
      <Scroll label="Prices, table">
        <table class="mini wide prices">
          <thead>
            <tr>
              <th scope="col">Model</th>
              {priceHeads.map((head) => (
                <th key={head} scope="col" class="num">
                  {head}
                </th>
              ))}
              <th scope="col" class="num">
                Context
              </th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {prices.rows.map((row) => (
              <tr key={`${row.model} ${row.aboveTokens ?? ''}`}>
                <th scope="row" class="mono">
                  {modelName(row, prices.rows)}
                </th>
                {[row.input, row.output, row.cacheWrite5m, row.cacheWrite1h, row.cacheRead].map((usd, index) => (
                  <td key={priceHeads[index]} class="num">
                    {priceText(usd)}
                  </td>
                ))}
                <td class="num">
                  {row.contextWindowTokens === undefined ? '–' : formatTokens(row.contextWindowTokens)}
                </td>
                <td class="clip source" title={row.source}>
                  {sourceWords(row)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="muted fine">
        Your own prices go into <code>prices.toml</code> beside config.toml and stand in front of this list.
      </p>
    </section>
  )
}

/** With its step where a model has two prices: "≤ 100 k", "> 100 k". */
function modelName({ model, aboveTokens }: PriceRow, rows: readonly PriceRow[]): string {
  if (aboveTokens !== undefined) return `${plainText(model)} > ${formatTokens(aboveTokens)}`
  const step = rows.find((other) => other.model === model && other.aboveTokens !== undefined)?.aboveTokens
  return step === undefined ? plainText(model) : `${plainText(model)} ≤ ${formatTokens(step)}`
}

function sourceWords({ isOverride, from, source }: PriceRow): string {
  const since = from === undefined ? '' : `, since ${from}`
  if (isOverride) return `prices.toml${since}`
  try {
    return `${new URL(source).hostname}${since}`
  } catch {
    return `${plainText(source)}${since}`
  }
}

export const SourcesSection = ({ sources }: Pick<SettingsReport, 'sources'>) => (
  <section id="sources" aria-labelledby="sources-title">
    <h2 id="sources-title">Sources</h2>
    <p class="muted lede">
      Everything TCE reads and writes on this machine. It sends nothing anywhere, and fetches one thing: Electron's
      program, for the tray.
    </p>
    <Scroll label="Sources, table">
      <table class="mini wide">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Path</th>
            <th scope="col">TCE</th>
            <th scope="col">There</th>
          </tr>
        </thead>
        <tbody>
          {sources.map(({ what, path, access, isThere }) => (
            <tr key={path}>
              <th scope="row">{what}</th>
              <td class="mono path">{plainText(path)}</td>
              <td>{access}</td>
              <td class={isThere ? '' : 'muted'}>{isThere ? 'yes' : 'not yet'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  </section>
)

const shownEntries = 50

export function AuditSection() {
  const { value, problem, retry } = useAnswer(
    'log',
    () => ask(api.log.$get({ query: { limit: String(shownEntries) } })),
    {
      followsUsage: false,
    },
  )
  const nowMs = Date.now()
  return (
    <section id="audit" aria-labelledby="audit-title">
      <h2 id="audit-title">Audit log</h2>
      <p class="muted lede">
        What was killed, pinned, changed and signed in, by whom, and what came of it; the newest {shownEntries}.
      </p>
      {problem && <AskFailed what="The audit log" problem={problem} onRetry={retry} />}
      {value?.entries.length === 0 && <p class="quiet">Nothing was done yet.</p>}
      {value !== undefined && value.entries.length > 0 && (
        <Scroll label="Audit log, table">
          <table class="mini wide audit">
            <thead class="sr">
              <tr>
                <th scope="col">When</th>
                <th scope="col">From</th>
                <th scope="col">What</th>
                <th scope="col">Whom</th>
                <th scope="col">Outcome</th>
              </tr>
            </thead>
            <tbody>
              {value.entries.map((entry) => (
                <tr key={`${entry.at} ${entry.target?.id ?? entry.subject} ${entry.action}`}>
                  <td class="num" title={entry.at}>
                    {momentWords(Date.parse(entry.at), nowMs)}
                  </td>
                  <td title={`came in as ${entry.actor.kind}`}>{entry.actor.name}</td>
                  <td>
                    <b>{actionInWords(entry)}</b>
                  </td>
                  <td>{subjectInWords(entry)}</td>
                  <td class="muted message">{plainText(entry.message)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  )
}

/** With seconds today: a log is read for its order. */
function momentWords(ms: number, nowMs: number): string {
  const moment = formatMoment(ms, nowMs)
  return /^\d\d:\d\d$/.test(moment) ? formatClock(ms) : moment
}

export function AboutSection({ report: { about, configFile } }: { readonly report: SettingsReport }) {
  const nowMs = Date.now()
  const rows: readonly (readonly [string, string])[] = [
    ['Version', about.version],
    ['Node.js', about.nodeVersion],
    ['System', about.platform],
    ['Process', `pid ${about.pid}, since ${formatMoment(Date.parse(about.startedAt), nowMs)}`],
    ['Settings', configFile],
    ['Data', about.dataDir],
  ]
  const lines = ['TCE', ...rows.map(([name, value]) => `${name}: ${value}`)]
  return (
    <section id="about" aria-labelledby="about-title">
      <h2 id="about-title">About</h2>
      <dl class="facts about">
        {rows.map(([name, value]) => (
          <FactRow key={name} name={name} value={value} />
        ))}
      </dl>
      <p class="btns about-more">
        <CopyButton text={lines} what="these facts">
          Copy for a report
        </CopyButton>
        <a class="btn" href="/api/openapi.json" target="_blank" rel="noreferrer">
          API description
        </a>
      </p>
    </section>
  )
}

const FactRow = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{plainText(value)}</dd>
  </>
)
