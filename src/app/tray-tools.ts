/** What `tce tray` does: through the server that runs, where it takes care of a tray; else here. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { TrayStatus, TrayTools } from '../cli/app-parts.ts'
import type { FoundServer } from '../client/find-server.ts'
import { findServer } from '../client/find-server.ts'
import { answerTray, readTray } from '../client/tray.ts'
import { createAuditLog } from '../control/audit.ts'
import { ownUser } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { Config } from '../core/settings/config.ts'
import { archiveUrl, hostOf } from '../core/tray/electron-archives.ts'
import type { NoTrayReason, TrayDecision } from '../core/tray/tray-decision.ts'
import type { TrayState } from '../core/tray/tray-state.ts'
import { decisionInWords, failureInWords, trayInWords } from '../core/tray/tray-words.ts'
import { keptBytes, removeKept } from '../electron/kept.ts'
import { electronHome } from '../electron/place.ts'
import { createLog } from '../services/local/log.ts'
import { auditedSettings } from '../services/local/settings.ts'
import { productVersion } from '../storage/version.ts'
import { loadConfig } from './config.ts'
import { installHere } from './install-here.ts'
import { openSettings } from './local-services.ts'
import type { TrayMachine } from './tray-here.ts'
import { decideHere, trayMachine } from './tray-here.ts'

type OnState = (state: TrayState) => void

export function createTrayTools(config: Config, machine: TrayMachine = trayMachine()): TrayTools {
  const folder = electronHome(config.cacheDir)
  const choice = async () => {
    const now = await loadConfig()
    return now.ok ? now.value.tray.isWanted : config.tray.isWanted
  }

  async function status(): Promise<TrayStatus> {
    const server = await findServer(config.dataDir)
    return {
      server: server && (await readTray(server)),
      decision: decideHere(config, machine, { isWanted: true, choice: await choice() }),
      folder,
      bytes: await keptBytes(folder),
    }
  }

  async function install(file: string | undefined, onState: OnState): Promise<Result<TrayStatus, string>> {
    const decision = decideHere(config, machine, { isWanted: true, choice: true })
    // Without a desktop, too, where the decision names that first.
    if (machine.uid === 0) return err(trayInWords({ kind: 'off', reason: 'root' }))
    if (isForbidden(decision, file)) return err(decisionInWords(decision))
    const server = await findServer(config.dataDir)
    const caretaker = server && isTakingCare(await readTray(server)) ? server : undefined
    if (caretaker === undefined) {
      const remembered = await remember(server, true)
      if (!remembered.ok) return remembered
    }
    // One that takes care fetches by itself, but has no file of ours.
    if (decision.do !== 'show' && (caretaker === undefined || file !== undefined)) {
      const installed = await installArchive(file, onState)
      if (!installed.ok) return installed
    }
    if (caretaker !== undefined) {
      const shown = await throughServer(caretaker, onState)
      if (!shown.ok) return shown
    }
    return ok(await status())
  }

  async function remember(server: FoundServer | undefined, isWanted: boolean): Promise<Result<unknown, string>> {
    if (server !== undefined && (await readTray(server)) !== undefined) return answerTray(server, isWanted)
    const book = await openSettings(config, {
      version: productVersion(),
      startedAtMs: Date.now(),
      port: () => config.dashboard.port,
    })
    const log = createLog(createAuditLog({ dataDir: config.dataDir }), Date.now)
    const changed = await auditedSettings(book, log).change({ 'tray.show': isWanted }, ownUser('cli'))
    return changed.ok ? changed : err(changed.error.message)
  }

  async function installArchive(file: string | undefined, onState: OnState): Promise<Result<string, string>> {
    const { archive, env } = machine
    if (archive === undefined) return err(trayInWords({ kind: 'off', reason: 'no-archive' }))
    const host = hostOf(archiveUrl(archive, env))
    const watch = {
      onUnpacking: () => onState({ kind: 'unpacking' }),
      onProgress: (receivedBytes: number, totalBytes: number | undefined) =>
        onState({ kind: 'fetching', host, receivedBytes, totalBytes }),
    }
    const installed = await installHere(config, machine, archive, watch, file)
    return installed.ok ? installed : err(failureInWords(installed.error, archive.file))
  }

  async function remove(): Promise<Result<TrayStatus, string>> {
    const server = await findServer(config.dataDir)
    const remembered = await remember(server, false)
    if (!remembered.ok) return remembered
    if (server !== undefined && (await readTray(server))?.kind === 'shown')
      return err('The tray is off from the next start on. Its program runs now: quit it in its menu, then remove it.')
    await removeKept(folder)
    return ok(await status())
  }

  return { status, install, remove }
}

/** Whoever asks for it by name may fetch it in CI and over SSH, too; but not what could never run, or what is forbidden. */
function isForbidden(decision: TrayDecision, file: string | undefined): boolean {
  if (decision.do !== 'nothing') return false
  const never: readonly NoTrayReason[] = ['no-archive', 'override-empty']
  return never.includes(decision.reason) || (decision.reason === 'download-forbidden' && file === undefined)
}

/** It fetches and shows by itself, or will when it is told to. */
const isTakingCare = (state: TrayState | undefined): boolean =>
  state !== undefined && (state.kind !== 'off' || answerable.includes(state.reason))
const answerable: readonly string[] = ['said-no', 'put-off', 'no-tray-flag']

async function throughServer(server: FoundServer, onState: OnState): Promise<Result<TrayState, string>> {
  const answered = await answerTray(server, true)
  if (!answered.ok) return answered
  let state = answered.value
  while (state.kind === 'fetching' || state.kind === 'unpacking' || state.kind === 'starting') {
    onState(state)
    await sleep(250)
    const next = await readTray(server)
    if (next === undefined) return err('TCE ended while it fetched the tray. Start it again: tce run')
    state = next
  }
  return state.kind === 'shown' ? ok(state) : err(trayInWords(state))
}
