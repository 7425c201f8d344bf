/** TCE itself on this machine: settings, data dir, token, server, Node.js. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { oneVersionAgain, otherVersion, tokenFile } from '../../client/find-server.ts'
import { findPortOwner } from '../../control/port-owner.ts'
import { formatDuration } from '../../core/words/format.ts'
import { productVersion } from '../../storage/version.ts'
import { asciiGlyphs, glyphsFor } from '../../terminal/roles.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'
import { shortPath } from './facts.ts'

const section = 'This machine'

export function checkSettings({ config, homeDir }: DoctorFacts): readonly Finding[] {
  if (!config.ok) return [{ section, level: 'problem', message: config.error.message }]
  const { configFile } = config.value
  if (!existsSync(configFile)) return []
  return [{ section, level: 'ok', message: `Settings from ${shortPath(configFile, homeDir)}` }]
}

export function checkDataDir({ config, homeDir }: DoctorFacts): readonly Finding[] {
  if (!config.ok) return []
  const { dataDir } = config.value
  const path = shortPath(dataDir, homeDir)
  if (!existsSync(dataDir))
    return [{ section, level: 'ok', message: `Data dir ${path}: made when something is to be kept` }]
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    const remedy = `Make it yours (chown, chmod 700), or set TCE_DATA_DIR to a folder that is.`
    return [{ section, level: 'problem', message: `The data dir ${path} can't be written.`, remedy }]
  }
  return [{ section, level: 'ok', message: `Data dir ${path}` }]
}

export function checkToken({ config, platform, homeDir }: DoctorFacts): readonly Finding[] {
  if (!config.ok) return []
  const path = tokenFile(config.value.dataDir)
  if (!existsSync(path)) return []
  const isOpen = platform !== 'win32' && (statSync(path).mode & 0o077) !== 0
  if (!isOpen) return []
  const remedy = `Who reads it can end your processes. Make a new one: rm ${shortPath(path, homeDir)}, then restart the dashboard.`
  return [{ section, level: 'problem', message: 'The token file can be read by other users.', remedy }]
}

export async function checkServer({ server, config, nowMs }: DoctorFacts): Promise<readonly Finding[]> {
  if (server !== undefined) {
    const { port, instance } = server
    const up = formatDuration(nowMs - instance.startedAtMs)
    const message = `Dashboard on http://localhost:${port}, pid ${instance.pid}, up ${up}`
    const difference = otherVersion(server, productVersion())
    if (difference === undefined) return [{ section, level: 'ok', message }]
    return [
      { section, level: 'remark', message: `${message}. ${difference}.`, remedy: `To use one: ${oneVersionAgain}` },
    ]
  }
  if (!config.ok) return []
  const owner = await findPortOwner(config.value.dashboard.port)
  if (owner === undefined)
    return [{ section, level: 'ok', message: 'No dashboard runs, so tce looks by itself. Start one: tce dashboard' }]
  const message = `Port ${config.value.dashboard.port} is in use by ${owner.name} (pid ${owner.pid}).`
  return [
    {
      section,
      level: 'remark',
      message,
      remedy: 'The dashboard needs another: tce dashboard --port 5112, or CLAUDE_MONITOR_PORT.',
    },
  ]
}

export const checkNode = (): readonly Finding[] => [
  { section, level: 'ok', message: `Node.js ${process.versions.node}` },
]

export function checkLocale({ env, platform }: DoctorFacts): readonly Finding[] {
  if (glyphsFor(env, platform) !== asciiGlyphs) return []
  const message = 'The locale is not UTF-8, so marks are ASCII.'
  return [{ section, level: 'remark', message, remedy: 'For the others: export LANG=C.UTF-8' }]
}
