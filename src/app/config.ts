/**
 * Settings: defaults < config.toml < .env < environment < flags. What there is to set stands in settings-table.ts. The file is read
 * and checked by config-file.ts, which is loaded only when there is one: its validator costs a command-line start more than
 * everything else together.
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { Config, ConfigError } from '../core/settings/config.ts'
import type { FileSettings } from '../core/settings/settings-table.ts'
import { settingsOf } from '../core/settings/settings-table.ts'
import { folders } from './folders.ts'

// An `import` of it would load all it exports, worker threads among it: 5 ms of each command.
const { parseEnv } = process.getBuiltinModule('node:util')

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeDir: string
  readonly workingDir: string
}

const machineSources = (): ConfigSources => ({ env: process.env, homeDir: homedir(), workingDir: process.cwd() })

export async function loadConfig(sources: ConfigSources = machineSources()): Promise<Result<Config, ConfigError>> {
  const { configDir, dataDir, cacheDir } = folders(sources.env)
  const configFile = join(configDir, 'config.toml')
  const file = await readSettings(configFile)
  if (!file.ok) return file
  const port = portFromEnvironment(sources, configDir)
  if (!port.ok) return port
  const settings = settingsOf(file.value)
  const dashboard = { ...settings.dashboard, port: port.value ?? settings.dashboard.port }
  return ok({ configDir, dataDir, cacheDir, configFile, ...settings, dashboard })
}

async function readSettings(configFile: string): Promise<Result<FileSettings, ConfigError>> {
  if (!existsSync(configFile)) return ok({})
  const { readConfigFile } = await import('./config-file.ts')
  return readConfigFile(configFile)
}

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
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return ok(port)
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
