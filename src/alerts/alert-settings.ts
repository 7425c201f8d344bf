/**
 * What its user set of alerts: rules and quiet hours in `alerts.json`, channels with their secrets in `alert-channels.json`, both for
 * their owner alone; and what stands in config.toml under [alerts], which is changed there.
 */
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type ChannelId, type ChannelSettings, isChannelId } from '../core/alerts/channel-kinds.ts'
import { isTimeOfDay, type QuietHours, usualQuiet } from '../core/alerts/quiet.ts'
import type { FlatRule } from '../core/alerts/rule-check.ts'
import { createTurns } from '../core/turns.ts'
import { writePrivateFile } from '../storage/private-file.ts'

export interface AlertSettings {
  /** As they stand there, unchecked. */
  readonly fileRules: readonly unknown[]
  /** What of [alerts] can't be read. */
  readonly fileProblems: readonly string[]
  readonly rules: readonly FlatRule[]
  readonly quiet: QuietHours
  /** By rule, in epoch milliseconds; `*` is all of them. */
  readonly snoozes: Readonly<Record<string, number>>
  readonly channels: { readonly [Id in ChannelId]?: ChannelSettings | undefined }
}

export interface AlertSettingsBook {
  read(): Promise<AlertSettings>
  change(change: Partial<Pick<AlertSettings, 'rules' | 'quiet' | 'snoozes'>>): Promise<void>
  /** Undefined takes it away. */
  setChannel(id: ChannelId, settings: ChannelSettings | undefined): Promise<void>
}

export function createAlertSettings(dataDir: string, configFile: string): AlertSettingsBook {
  const [path, channelPath] = [join(dataDir, 'alerts.json'), join(dataDir, 'alert-channels.json')]
  const inTurn = createTurns()

  async function own() {
    const stored = await readJson(path)
    const { rules, quiet, snoozes } = stored
    return {
      rules: Array.isArray(rules) ? (rules as readonly FlatRule[]) : [],
      quiet: quietOf(quiet),
      snoozes: (typeof snoozes === 'object' && snoozes !== null ? snoozes : {}) as Readonly<Record<string, number>>,
    }
  }
  const channels = async () =>
    Object.fromEntries(
      Object.entries(await readJson(channelPath)).filter(([id]) => isChannelId(id)),
    ) as AlertSettings['channels']

  return {
    async read() {
      const [stored, set, file] = await Promise.all([own(), channels(), readConfig(configFile)])
      return {
        ...stored,
        ...(file.quiet && { quiet: file.quiet }),
        fileRules: file.rules,
        fileProblems: file.problems,
        channels: set,
      }
    },
    change: (change) =>
      inTurn(async () => {
        const text = JSON.stringify({ ...(await own()), ...change }, undefined, 2)
        await writePrivateFile(path, `${text}\n`)
      }),
    setChannel: (id, settings) =>
      inTurn(async () => {
        const text = JSON.stringify({ ...(await channels()), [id]: settings }, undefined, 2)
        await writePrivateFile(channelPath, `${text}\n`)
      }),
  }
}

/** A file that can't be read is put aside, never written over. */
async function readJson(path: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw cause
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  await rename(path, `${path}.broken`)
  return {}
}

function quietOf(value: unknown): QuietHours {
  const { isOn, from, until } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  return isTimeOfDay(from) && isTimeOfDay(until) ? { isOn: isOn === true, from, until } : usualQuiet
}

/** `[[alerts.rules]]` and `[alerts.quiet]`; the rest of the file is read elsewhere. */
async function readConfig(path: string) {
  const problems: string[] = []
  const text = await readFile(path, 'utf8').catch(() => '')
  // Loaded with the rules: commands that ask for none start without it.
  const { parseToml } = await import('../storage/toml.ts')
  let table: Readonly<Record<string, unknown>> = {}
  try {
    const alerts = (parseToml(text) as { readonly alerts?: unknown }).alerts
    if (typeof alerts === 'object' && alerts !== null && !Array.isArray(alerts)) table = alerts as typeof table
    else if (alerts !== undefined)
      problems.push(`${path}: alerts is no table. Allowed: [[alerts.rules]] and [alerts.quiet].`)
  } catch {
    // What is wrong with the whole file is said by who reads it for its settings.
  }
  const { rules = [], quiet, ...rest } = table
  for (const key of Object.keys(rest))
    problems.push(`${path}: “alerts.${key}” is not a setting. Allowed: [[alerts.rules]] and [alerts.quiet].`)
  if (!Array.isArray(rules)) problems.push(`${path}: alerts.rules is no list. Each rule begins with [[alerts.rules]].`)
  const { from, until } = (quiet ?? {}) as Record<string, unknown>
  const areTimes = isTimeOfDay(from) && isTimeOfDay(until)
  if (quiet !== undefined && !areTimes)
    problems.push(`${path}: [alerts.quiet] needs from and until, each a time of the day such as "23:00".`)
  return {
    ...{ rules: Array.isArray(rules) ? (rules as readonly unknown[]) : [], problems },
    quiet: areTimes ? { isOn: true, from, until } : undefined,
  }
}
