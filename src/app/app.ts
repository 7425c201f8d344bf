/** The program as the command line starts it: each part is loaded when it is asked for. */
import type {
  AppParts,
  BackupTools,
  ServerStart,
  StartError,
  StartedServer,
  SupervisorTools,
  TrayObstacle,
  TrayTools,
} from '../cli/app-parts.ts'
import { CliError } from '../core/cli-error.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import type { Config } from '../core/settings/config.ts'
import { decisionInWords } from '../core/tray/tray-words.ts'
import type { Terminals } from '../runner/terminals.ts'
import type { Services } from '../services/services.ts'
import { loadConfig } from './config.ts'
import { createLocalServices as localServices } from './local-services.ts'

export async function createLocalServices(): Promise<Services> {
  const [{ guarded }, config] = [await import('./open-services.ts'), await settings()]
  return guarded(localServices({ config }), config)
}

/** Serves until it is told to end: by `close`, SIGTERM, SIGINT or SIGHUP. */
export async function startServer(options: ServerStart): Promise<Result<StartedServer, StartError>> {
  const { serveUntilToldToEnd } = await import('./serve.ts')
  const served = await serveUntilToldToEnd(await settings(), options)
  return served.ok ? ok(served.value.server) : served
}

/** Everything: the dashboard, and the tray where there is one. */
export async function runApp(options: Parameters<AppParts['runApp']>[0]): Promise<number> {
  return (await import('./run-app.ts')).runApp(await settings(), options)
}

export async function trayObstacle(): Promise<TrayObstacle | undefined> {
  const { decideHere, trayMachine } = await import('./tray-here.ts')
  const config = await settings()
  const decision = decideHere(config, trayMachine(), { isWanted: true, choice: config.tray.isWanted })
  if (decision.do === 'show') return undefined
  const isChosen = decision.do === 'nothing' && decision.reason === 'said-no'
  return { message: decisionInWords(decision), isChosen }
}

export async function trayTools(): Promise<TrayTools> {
  return (await import('./tray-tools.ts')).createTrayTools(await settings())
}

export async function backupTools(): Promise<BackupTools> {
  return (await import('./backup-tools.ts')).createBackupTools(await settings())
}

export async function supervisorTools(): Promise<SupervisorTools> {
  return (await import('./supervisor-tools.ts')).createSupervisorTools(await settings())
}

export async function ownTerminals(): Promise<Terminals> {
  const { dataDir } = await settings()
  return (await import('./own-terminals.ts')).openOwnTerminals({ dataDir })
}

async function settings(): Promise<Config> {
  const config = await loadConfig()
  if (!config.ok) throw new CliError(config.error.message)
  return config.value
}
