/** The tray in words: for the terminal, the page and `tce doctor` alike. */
import { formatBytes, formatPercent } from '../words/format.ts'
import { releasePage } from './electron-archives.ts'
import type { NoTrayReason, TrayDecision } from './tray-decision.ts'
import type { TrayFailure, TrayState } from './tray-state.ts'

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

export const trayQuestion = { ask: 'Fetch it and show the tray?', yes: 'Fetch it', no: 'No tray', again: 'Try again' }

function fetchingInWords({ host, receivedBytes, totalBytes }: Extract<TrayState, { kind: 'fetching' }>): string {
  if (receivedBytes === 0) return `Electron for the tray: ${host} is asked for it.`
  if (totalBytes === undefined) return `Electron for the tray: ${formatBytes(receivedBytes)} from ${host}.`
  const percent = formatPercent((100 * receivedBytes) / totalBytes)
  return `Electron for the tray: ${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)} from ${host}, ${percent}.`
}

/** What went wrong, and the way by hand. */
export function failureInWords(failure: TrayFailure, file: string): string {
  if (failure.kind === 'not-started') return notStartedInWords(failure)
  return `No tray yet: ${whyInWords(failure)}; by hand, with ${file} from ${releasePage}: tce tray install ${file}`
}

function notStartedInWords({ why, sandboxHelper }: Extract<TrayFailure, { kind: 'not-started' }>): string {
  const what = `No tray: Electron did not start (${why})`
  return sandboxHelper === undefined
    ? `${what}.`
    : `${what}; this system lets it have no sandbox until, once: sudo chown root "${sandboxHelper}" && sudo chmod 4755 "${sandboxHelper}"`
}

function whyInWords(failure: Exclude<TrayFailure, { kind: 'not-started' }>): string {
  switch (failure.kind) {
    case 'unreachable':
      return `${failure.host} cannot be reached (${failure.code})`
    case 'forbidden':
      return `${failure.host} does not give it (HTTP ${failure.status})`
    case 'broken-off':
      return `the download from ${failure.host} broke off, ${formatBytes(failure.receivedBytes)} are kept`
    case 'wrong-archive':
      return `what came from ${failure.from} is not the Electron that TCE knows (sha256 ${failure.sha256}) and was thrown away`
    case 'disk':
      return `${failure.path} cannot be written (${failure.code})`
    case 'not-unpacked':
      return `the archive could not be unpacked (${failure.why})`
  }
}

const offWords: Readonly<Record<NoTrayReason | 'not-started-here', string>> = {
  'no-tray-flag': 'No tray: TCE was started with --no-tray.',
  'said-no': 'No tray: you said no to it; tce tray install brings it.',
  'no-desktop': 'No tray: there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY is set).',
  'remote-shell': 'No tray: this is a remote shell without a desktop.',
  root: 'No tray: Electron does not run as root, and TCE does not switch its sandbox off.',
  'override-empty': "No tray: the folder in ELECTRON_OVERRIDE_DIST_PATH holds no program of Electron's.",
  ci: 'No tray: in CI (the variable CI is set) nothing is fetched.',
  'download-forbidden': `No tray: ELECTRON_SKIP_BINARY_DOWNLOAD forbids fetching it; by hand, with an archive from ${releasePage}: tce tray install <file>`,
  'no-archive': 'No tray: there is no Electron for this system.',
  'not-started-here': 'No tray: this server was started without one; tce run shows it.',
}
