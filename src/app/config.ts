/**
 * Settings: defaults < config.toml < .env < environment < flags. Composes the option types that the modules export and adds
 * nothing of its own. The file is read and validated by config-file.ts, which is loaded only when there is one: its
 * validator costs a command-line start more than everything else together.
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import envPaths from 'env-paths'
import { defaultHealthPolicy } from '../core/process/health.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { Config, ConfigError } from '../core/settings/config.ts'
import { hours, minutes, seconds } from '../core/time/duration.ts'
import type { FileSettings } from './config-file.ts'

export const defaultPort = 5111

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeDir: string
  readonly workingDir: string
}

const machineSources = (): ConfigSources => ({ env: process.env, homeDir: homedir(), workingDir: process.cwd() })

export async function loadConfig(sources: ConfigSources = machineSources()): Promise<Result<Config, ConfigError>> {
  const { configDir, dataDir, cacheDir } = folders(sources)
  const configFile = join(configDir, 'config.toml')
  const file = await readSettings(configFile)
  if (!file.ok) return file
  const port = portFromEnvironment(sources, configDir)
  if (!port.ok) return port
  return ok({ configDir, dataDir, cacheDir, configFile, ...withDefaults(file.value, port.value) })
}

/** What would hold without a file and without the environment. */
export const defaultConfig = ({ configDir, dataDir, cacheDir, configFile }: Config): Config => ({
  configDir,
  dataDir,
  cacheDir,
  configFile,
  ...withDefaults({}, undefined),
})

/** Where TCE keeps its things. `TCE_CONFIG_DIR`, `TCE_DATA_DIR` and `TCE_CACHE_DIR` move them. */
function folders({ env }: ConfigSources): Pick<Config, 'configDir' | 'dataDir' | 'cacheDir'> {
  const standard = envPaths('tce', { suffix: '' })
  return {
    configDir: env['TCE_CONFIG_DIR'] || standard.config,
    dataDir: env['TCE_DATA_DIR'] || standard.data,
    cacheDir: env['TCE_CACHE_DIR'] || standard.cache,
  }
}

async function readSettings(configFile: string): Promise<Result<FileSettings, ConfigError>> {
  if (!existsSync(configFile)) return ok({})
  const { readConfigFile } = await import('./config-file.ts')
  return readConfigFile(configFile)
}

function withDefaults(
  file: FileSettings,
  port: number | undefined,
): Omit<Config, 'configDir' | 'dataDir' | 'cacheDir' | 'configFile'> {
  const { dashboard, health, refresh, kill, usage, notifications, tray, rights } = file
  const base = defaultHealthPolicy
  return {
    port: port ?? dashboard?.port ?? defaultPort,
    health: {
      interactiveStaleAfterMs: scaled(health?.interactive_stale_after_hours, hours) ?? base.interactiveStaleAfterMs,
      backgroundStaleAfterMs: scaled(health?.background_stale_after_hours, hours) ?? base.backgroundStaleAfterMs,
      idleBelowCpuPercent: health?.idle_below_cpu_percent ?? base.idleBelowCpuPercent,
      hogCpuPercent: health?.hog_cpu_percent ?? base.hogCpuPercent,
      hogAfterMs: scaled(health?.hog_after_minutes, minutes) ?? base.hogAfterMs,
      hogTreeRssBytes: scaled(health?.hog_memory_gb, gigabytes) ?? base.hogTreeRssBytes,
    },
    refresh: {
      attentiveMs: scaled(refresh?.attentive_seconds, seconds) ?? seconds(1.5),
      idleMs: scaled(refresh?.idle_seconds, seconds) ?? seconds(10),
    },
    kill: { graceMs: scaled(kill?.grace_seconds, seconds) ?? seconds(5) },
    usage: { timezone: usage?.timezone, weekStartsOn: usage?.week_starts_on },
    notifications: {
      waitingAfterMs: scaled(notifications?.waiting_after_minutes, minutes) ?? minutes(2),
      waiting: notifications?.waiting ?? true,
      stale: notifications?.stale ?? true,
      zombie: notifications?.zombie ?? true,
      ended: notifications?.ended ?? true,
      dailyCostUsd: notifications?.daily_cost_usd,
      maxPerMinute: notifications?.max_per_minute ?? 3,
    },
    tray: { isWanted: tray?.show },
    rights: { agentsMay: rights?.agents_may ?? [] },
  }
}

const gigabytes = (n: number): number => n * 1e9
const scaled = (value: number | undefined, unit: (n: number) => number): number | undefined =>
  value === undefined ? undefined : unit(value)

/** `CLAUDE_MONITOR_PORT`, from the environment or a .env file (here, then in the config folder), as in the original TCE. */
function portFromEnvironment(sources: ConfigSources, configDir: string): Result<number | undefined, ConfigError> {
  const name = 'CLAUDE_MONITOR_PORT'
  const places: readonly [string, string | undefined][] = [
    ['the environment', sources.env[name]],
    ...[join(sources.workingDir, '.env'), join(configDir, '.env')].map((file): [string, string | undefined] => [
      file,
      dotEnv(file)[name],
    ]),
  ]
  const found = places.find(([, value]) => value !== undefined && value !== '')
  if (!found?.[1]) return ok(undefined)
  const port = Number(found[1])
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return ok(port)
  return err({
    file: found[0],
    key: name,
    message: `${found[0]}: ${name} is "${found[1]}". Allowed: a port number from 1 to 65535.`,
  })
}

function dotEnv(file: string): Record<string, string | undefined> {
  if (!existsSync(file)) return {}
  try {
    return parseEnv(readFileSync(file, 'utf8'))
  } catch {
    return {} // a folder, or not ours to read: this file is optional
  }
}
