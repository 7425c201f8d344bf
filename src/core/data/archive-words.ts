/** What is to be said of the archive, on every face alike. Pure. */
import { formatBytes, formatCount, plural } from '../words/format.ts'
import { fullnessOf, noMoreFits } from './archive-rules.ts'
import type { ArchiveReport, ArchiveShare, SessionData } from './kept-data.ts'

export interface ArchiveSaying {
  readonly level: 'ok' | 'remark' | 'problem'
  readonly message: string
  /** The next step. */
  readonly remedy?: string | undefined
}

export interface ArchiveLimits {
  readonly isOn: boolean
  readonly maxBytes: number
}

/** `report`: undefined where nothing was archived yet. */
export function archiveSayings(report: ArchiveReport | undefined, limits: ArchiveLimits): readonly ArchiveSaying[] {
  if (report === undefined || report.sessions === 0) return [nothingYet(limits)]
  const said: ArchiveSaying = { level: 'ok', message: heldWords(report, limits.maxBytes) }
  return [said, ...fullnessSaid(report, limits), ...stoppedSaid(report, limits), ...damageSaid(report)]
}

const nothingYet = ({ isOn }: ArchiveLimits): ArchiveSaying =>
  isOn
    ? { level: 'ok', message: 'Archive: nothing yet. What agents wrote is archived once it was left alone for a day.' }
    : { level: 'remark', message: 'Nothing is archived: [history] archive is off.' }

const heldWords = ({ sessions, onlyHere, bytes }: ArchiveReport, maxBytes: number): string =>
  `Archive: ${plural(sessions, 'session')}, ${formatCount(onlyHere)} of them only here; ${formatBytes(bytes)} of ${formatBytes(maxBytes)}.`

const room = 'Raise [history] max_gb, or delete some: Settings › Data & retention.'

function fullnessSaid({ bytes, problem }: ArchiveReport, { isOn, maxBytes }: ArchiveLimits): readonly ArchiveSaying[] {
  const fullness = fullnessOf(bytes, maxBytes)
  // One sentence says it where the next did not fit.
  if (!isOn || fullness === 'roomy' || (fullness === 'nearly-full' && problem === noMoreFits)) return []
  return fullness === 'full'
    ? [{ level: 'problem', message: 'The archive is full: nothing more is archived.', remedy: room }]
    : [{ level: 'remark', message: `The archive is ${Math.floor((100 * bytes) / maxBytes)} % full.`, remedy: room }]
}

const again = 'TCE tries again within the hour.'

/** Another reason than that it is full. */
function stoppedSaid({ problem, bytes }: ArchiveReport, { isOn, maxBytes }: ArchiveLimits): readonly ArchiveSaying[] {
  return !isOn || problem === undefined || fullnessOf(bytes, maxBytes) === 'full'
    ? []
    : [
        {
          level: 'problem',
          message: problem,
          remedy: problem === noMoreFits ? `${room} ${again}` : again,
        },
      ]
}

const damageSaid = ({ damaged }: ArchiveReport): readonly ArchiveSaying[] =>
  damaged === 0
    ? []
    : [
        {
          level: 'problem',
          message: `${plural(damaged, 'archived session')} can't be read to the end: the archive was damaged.`,
          remedy: 'Those whose files are still there are archived again by themselves; a backup has the others.',
        },
      ]

/** What goes with some sessions of the archive: "2 sessions go, 1 of them kept here alone, and 4.0 MB come back to the disk" */
export const shareWords = ({ sessions, onlyHere, bytes }: ArchiveShare): string =>
  `${plural(sessions, 'session')} ${sessions === 1 ? 'goes' : 'go'}, ${formatCount(onlyHere)} of them kept here alone, and ${formatBytes(bytes)} come back to the disk`

/** "90d" → "90 days". */
export const keepText = (keep: string): string =>
  ({ forever: 'for ever', '365d': '1 year', '730d': '2 years' })[keep] ?? keep.replace(/d$/, ' days')

/** "after 7 days", "never by themselves" */
export const putAwayText = (after: string): string =>
  after === 'never' ? 'never by themselves' : after === '1d' ? 'after 1 day' : `after ${after.replace(/d$/, ' days')}`

/** What becomes of a session that is deleted for good. */
export const keptSentence = ({ isOnlyHere }: Pick<SessionData, 'isOnlyHere'>): string =>
  isOnlyHere
    ? 'Its agent keeps no file of it any more: what it said is nowhere then. What it cost stays, as “forgotten”.'
    : "Its agent's own file is not touched: as long as that is there it stays in the list and can be read, and is not searched or archived again."
