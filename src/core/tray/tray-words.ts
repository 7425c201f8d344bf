/** The tray in words: for the terminal, the page and `tce doctor` alike. */
import { formatBytes, formatPercent } from '../words/format.ts'
import { releasePage } from './electron-archives.ts'
import type { TrayDecision } from './tray-decision.ts'
import type { TrayAnswer, TrayFailure, TrayReport, TrayState } from './tray-state.ts'

/** One sentence; how far it is, where it is on its way. */
export function trayInWords(state: TrayState): string {
  switch (state.kind) {
    case 'shown':
      return 'The tray is there.'
    case 'starting':
      return 'The tray is starting.'
    case 'asking':
      return `A coloured dot in your panel can show who waits for you; Electron's program for it, more than 100 MB, is fetched once from ${state.host} and checked.`
    case 'fetching':
      return fetchingInWords(state)
    case 'unpacking':
      return 'Electron for the tray: checked, now unpacked.'
    case 'failed':
      return failureInWords(state.failure, state.file)
    case 'off':
      return offWords[state.reason]
  }
}

export const trayReport = (state: TrayState): TrayReport => ({ state, message: trayInWords(state) })

/** What the next start would do, where nothing runs now. */
export function decisionInWords(decision: TrayDecision): string {
  switch (decision.do) {
    case 'show':
      return "Electron's program is there; tce run shows the tray."
    case 'fetch':
      return "Electron's program for the tray is not there yet; the next tce run fetches it, tce tray install does now."
    case 'ask':
      return "Electron's program for the tray is not there yet; tce run asks whether it may fetch it, tce tray install does now."
    case 'nothing':
      return offWords[decision.reason]
  }
}

export const trayQuestion = 'Fetch it and show the tray?'

export interface TrayAnswerWords {
  readonly answer: TrayAnswer
  readonly label: string
}

/** What can be said to it as it stands; nothing where no answer would change anything. */
export function trayAnswers(state: TrayState): readonly TrayAnswerWords[] {
  const later = (label: string): TrayAnswerWords => ({ answer: 'later', label })
  const yes = (label: string): TrayAnswerWords => ({ answer: 'yes', label })
  switch (state.kind) {
    case 'asking':
      return [yes('Fetch it'), later('Not now'), never]
    case 'fetching':
    case 'unpacking':
      return [later('Stop for now'), never]
    case 'starting':
      return [never]
    case 'shown':
      return state.isServer ? [never] : [later('Hide until the next start'), never]
    case 'failed':
      return [yes('Try again'), later('Not now'), never]
    case 'off':
      return answersToOff[state.reason] ?? []
  }
}

function fetchingInWords({ host, receivedBytes, totalBytes }: Extract<TrayState, { kind: 'fetching' }>): string {
  if (receivedBytes === 0) return `Electron for the tray: ${host} is asked for it.`
  if (totalBytes === undefined) return `Electron for the tray: ${formatBytes(receivedBytes)} from ${host}.`
  const percent = formatPercent((100 * receivedBytes) / totalBytes)
  return `Electron for the tray: ${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)} from ${host}, ${percent}.`
}

/** What went wrong, and the way by hand. */
export function failureInWords(failure: TrayFailure, file: string): string {
  if (failure.kind === 'not-started') return notStartedInWords(failure)
  return `No tray yet: ${whyInWords(failure)}; by hand, with ${file} from ${releasePage}: ${installByHand(file)}`
}

function notStartedInWords({ why, sandboxHelper }: Extract<TrayFailure, { kind: 'not-started' }>): string {
  const what = `No tray: Electron did not start (${why})`
  return sandboxHelper === undefined
    ? `${what}.`
    : `${what}; this system lets it have no sandbox until, once: ${grantSandbox(sandboxHelper)}`
}

/** The command of the way by hand, where there is one. */
export function trayByHand(state: TrayState): string | undefined {
  if (state.kind !== 'failed') return undefined
  const { failure, file } = state
  if (failure.kind !== 'not-started') return installByHand(file)
  return failure.sandboxHelper === undefined ? undefined : grantSandbox(failure.sandboxHelper)
}

const installByHand = (file: string): string => `tce tray install ${file}`
const grantSandbox = (helper: string): string => `sudo chown root "${helper}" && sudo chmod 4755 "${helper}"`

function whyInWords(failure: Exclude<TrayFailure, { kind: 'not-started' }>): string {
  switch (failure.kind) {
    case 'unreachable':
      return `${failure.host} cannot be reached (${failure.code})`
    case 'forbidden':
      return `${failure.host} does not give it (HTTP ${failure.status})`
    case 'broken-off':
      return `the download from ${failure.host} broke off, ${formatBytes(failure.receivedBytes)} are kept`
    case 'wrong-archive':
      return `what came from ${failure.from} is not the Electron that TCE knows (sha256 ${failure.sha256}) and was not unpacked`
    case 'disk':
      return `${failure.path} cannot be written (${failure.code})`
    case 'not-read':
      return `${failure.path} cannot be read (${failure.code})`
    case 'not-unpacked':
      return `the archive could not be unpacked (${failure.why})`
  }
}

type OffReason = Extract<TrayState, { kind: 'off' }>['reason']

const offWords: Readonly<Record<OffReason, string>> = {
  'no-tray-flag': 'No tray: TCE was started with --no-tray.',
  'said-no': 'No tray: you said no to it; tce tray install brings it.',
  'put-off': 'No tray for now: it was put off until TCE starts again.',
  'no-desktop': 'No tray: there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY is set).',
  'remote-shell': 'No tray: this is a remote shell without a desktop.',
  root: 'No tray: Electron does not run as root, and TCE does not switch its sandbox off.',
  'override-empty': "No tray: the folder in ELECTRON_OVERRIDE_DIST_PATH holds no program of Electron's.",
  ci: 'No tray: in CI (the variable CI is set) nothing is fetched.',
  'download-forbidden': `No tray: ELECTRON_SKIP_BINARY_DOWNLOAD forbids fetching it; by hand, with an archive from ${releasePage}: tce tray install <file>`,
  'no-archive': 'No tray: there is no Electron for this system.',
  'not-started-here': 'No tray: this server was started without one; tce run shows it.',
}

const never: TrayAnswerWords = { answer: 'no', label: 'No tray, for good' }
const bring: TrayAnswerWords = { answer: 'yes', label: 'Show the tray' }
const answersToOff: Readonly<Partial<Record<OffReason, readonly TrayAnswerWords[]>>> = {
  'said-no': [bring],
  'put-off': [bring, never],
  'no-tray-flag': [bring, never],
}
