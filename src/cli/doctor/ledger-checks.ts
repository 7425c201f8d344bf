/**
 * What the ledger holds, and what of it has no price. Asked through the services, so a running server answers at once; the ledger's
 * code is loaded here and nowhere else in the doctor.
 */
import { existsSync } from 'node:fs'
import type { UsageReport } from '../../core/usage/usage.ts'
import type { Quoting } from '../../core/words/command.ts'
import { quotingOf, shellCommand } from '../../core/words/command.ts'
import { formatTokens, plural } from '../../core/words/format.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'
import { shortPath } from './facts.ts'

const section = 'Data'

export async function checkLedger(facts: DoctorFacts): Promise<readonly Finding[]> {
  const { config, services, server, homeDir, platform } = facts
  if (!config.ok || services === undefined) return []
  const { dataDir, configDir } = config.value
  const { ledgerPath } = await import('../../tracker/writing-side.ts')
  if (server === undefined && !existsSync(ledgerPath(dataDir))) {
    return [{ section, level: 'ok', message: 'No ledger yet: the first question makes it. tce usage' }]
  }
  // Brings it up to date first, so that both say the same.
  const usage = await services.usage.report({ by: 'model' })
  const { priceFileIn } = await import('../../tracker/price-overrides.ts')
  return [
    ...(await ledgerFindings(ledgerPath(dataDir))),
    ...problemFindings(usage.problems),
    ...priceFindings(usage.periods.allTime.unpriced, shortPath(priceFileIn(configDir), homeDir), quotingOf(platform)),
  ]
}

async function ledgerFindings(path: string): Promise<readonly Finding[]> {
  const [{ openForReading }, { StoreQueries }] = await Promise.all([
    import('../../storage/sqlite.ts'),
    import('../../tracker/store-queries.ts'),
  ])
  const opened = openForReading(path)
  if (!opened.ok) {
    return [{ section, level: 'problem', message: opened.error.message, remedy: 'tce ledger status says more.' }]
  }
  try {
    const { responses, badLines } = new StoreQueries(opened.value).counts()
    const bad = badLines === 0 ? '' : `, ${plural(badLines, 'bad line')}`
    return [{ section, level: 'ok', message: `Ledger: ${plural(responses, 'response')}${bad}. tce ledger status` }]
  } finally {
    opened.value.close()
  }
}

/** Bad lines are counted in the line of the ledger already. */
const problemFindings = (problems: readonly string[]): readonly Finding[] =>
  problems
    .filter((problem) => !/ of transcripts could not be read and are in no figure/.test(problem))
    .map((message) => ({ section, level: 'remark', message }))

const mostModels = 3

/** Tokens without a price are in no sum of dollars: the sums are too low until somebody says what they cost. */
export function priceFindings(
  unpriced: UsageReport['total']['unpriced'],
  priceFile: string,
  quoting?: Quoting,
): readonly Finding[] {
  const shown = unpriced.slice(0, mostModels).map(({ model, tokens }): Finding => {
    const query = model.split('/').at(-1) ?? model
    const explain = shellCommand(['tce', 'usage', '--explain'], [query], quoting) ?? 'tce usage --by model'
    return {
      section,
      level: 'problem',
      message: `No price for ${model}: ${formatTokens(tokens)} tokens are in no total.`,
      remedy: `Add it to ${priceFile}, then: ${explain}`,
    }
  })
  const more = unpriced.length - shown.length
  if (more === 0) return shown
  return [
    ...shown,
    { section, level: 'problem', message: `No price for ${plural(more, 'other model')} either. tce usage --by model` },
  ]
}
