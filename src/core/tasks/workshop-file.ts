/**
 * What config.toml says of projects and backends: `[projects.x]`, `[backends.x]` and `[defaults]`, with the keys of Argus beside ours. It wins
 * key by key; what it does not name stays as it was set. What can't be used is said and left out. Pure.
 */
import { type Backend, isBackendName, isBypass, wordsOf } from './backend.ts'
import type { ProjectFence } from './fence.ts'
import { isProjectName, type Project } from './project.ts'

export interface WorkshopFile {
  readonly projects: ReadonlyMap<string, Partial<Omit<Project, 'name'>>>
  readonly backends: ReadonlyMap<string, Partial<Omit<Backend, 'name'>>>
  /** [defaults] backend */
  readonly backend?: string | undefined
  /** [defaults] permission_mode, as an agent may be told it. */
  readonly mode?: string | undefined
  /** Projects whose fence is written in a way that can't be understood: nothing of them is started. */
  readonly unread: ReadonlySet<string>
  readonly problems: readonly string[]
}

type Table = Readonly<Record<string, unknown>>
type Read = (value: unknown) => unknown

const text: Read = (value) => (typeof value === 'string' && value !== '' && !/[\0\n]/.test(value) ? value : undefined)
/** An empty text means none, as in Argus. */
const textOrNone: Read = (value) => (typeof value === 'string' && !/[\0\n]/.test(value) ? value : undefined)
const texts: Read = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && !one.includes('\0')) ? value : undefined
const words: Read = (value) => (typeof value === 'string' ? wordsOf(value) : texts(value))
const lines: Read = (value) => (typeof value === 'string' && value !== '' && !value.includes('\0') ? value : undefined)
const variables: Read = (value) =>
  isTable(value) && Object.values(value).every((one) => typeof one === 'string') ? value : undefined

/** Of `[sandbox]`, here and of all tasks; Argus runs their words together. */
export const fenceKeys: Readonly<Record<string, keyof ProjectFence>> = {
  ...{ enabled: 'enabled', deny_read: 'denyRead', extra_write: 'extraWrite', allow_apple_events: 'allowAppleEvents' },
  ...{ denyread: 'denyRead', extrawrite: 'extraWrite', allowappleevents: 'allowAppleEvents' },
}

const fence: Read = (value) => {
  if (!isTable(value)) return undefined
  const entries = Object.entries(value).map(([name, one]) => {
    const key = Object.hasOwn(fenceKeys, name) ? fenceKeys[name] : undefined
    const isRight = key === 'denyRead' || key === 'extraWrite' ? texts(one) !== undefined : typeof one === 'boolean'
    return key !== undefined && isRight ? ([key, one] as const) : undefined
  })
  // A rule that is not understood is none that may be left out.
  return entries.includes(undefined) ? undefined : Object.fromEntries(entries.filter((one) => one !== undefined))
}

interface Key {
  /** Ours; undefined: it is read elsewhere, or of no use here. */
  readonly field?: string
  readonly read: Read
  readonly allowed: string
}

const aLine = 'a line of text'
const projectKeys: Readonly<Record<string, Key>> = {
  path: { field: 'path', read: text, allowed: 'the path of a folder' },
  branch: { field: 'branch', read: textOrNone, allowed: aLine },
  base: { field: 'branch', read: textOrNone, allowed: aLine },
  backend: { field: 'backend', read: textOrNone, allowed: 'the name of a backend' },
  setup: { field: 'setup', read: lines, allowed: 'a command' },
  test: { field: 'test', read: lines, allowed: 'a command' },
  copy: { field: 'copy', read: texts, allowed: 'a list of names' },
  sandbox: {
    field: 'sandbox',
    read: fence,
    allowed: 'a table with enabled, deny_read, extra_write, allow_apple_events',
  },
}
const backendKeys: Readonly<Record<string, Key>> = {
  agent: { field: 'agent', read: text, allowed: 'a kind of agent' },
  command: { field: 'command', read: words, allowed: 'a command, or a list of its words' },
  prompt_flag: { field: 'promptFlag', read: textOrNone, allowed: 'an option, or "" for the last word' },
  model_flag: { field: 'modelFlag', read: text, allowed: 'an option' },
  model: { field: 'model', read: textOrNone, allowed: 'a model' },
  mode_flag: { field: 'modeFlag', read: text, allowed: 'an option' },
  mode: { field: 'mode', read: text, allowed: 'a permission mode' },
  session_flag: { field: 'sessionFlag', read: text, allowed: 'an option' },
  resume: { field: 'resume', read: words, allowed: 'a command with {session}' },
  fork: { field: 'fork', read: words, allowed: 'a command with {session}' },
  headless: { field: 'headless', read: words, allowed: 'a command with {prompt}' },
  env: { field: 'env', read: variables, allowed: 'a table of texts' },
}
const defaultKeys: Readonly<Record<string, Key>> = {
  backend: { field: 'backend', read: textOrNone, allowed: 'the name of a backend' },
  permission_mode: { field: 'mode', read: text, allowed: 'default, acceptEdits, plan or bypassPermissions' },
  // Of a page that shares; it has no such place here.
  share_project: { read: textOrNone, allowed: 'the name of a project' },
}

/** Tables of config.toml that are read here. */
export const workshopTables = ['projects', 'backends', 'defaults'] as const

export function readWorkshop(settings: unknown, file: string): WorkshopFile {
  const problems: string[] = []
  const top = isTable(settings) ? settings : {}
  const say = (sentence: string) => problems.push(`${file}: ${sentence}`)

  function entries(table: string): readonly (readonly [string, Table])[] {
    const all = top[table]
    if (all === undefined) return []
    if (!isTable(all)) {
      say(`${table} is no table. Right: [${table}.a-name].`)
      return []
    }
    return Object.entries(all).flatMap(([name, value]) => {
      if (isTable(value)) return [[name, value] as const]
      say(`“${table}.${name}” is no table. Right: [${table}.${name}].`)
      return []
    })
  }

  function fieldsOf(place: string, table: Table, keys: Readonly<Record<string, Key>>): Table {
    const fields: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(table)) {
      const key = Object.hasOwn(keys, name) ? keys[name] : undefined
      if (key === undefined) {
        say(`“${place}.${name}” is not a setting. Allowed here: ${Object.keys(keys).join(', ')}.`)
        continue
      }
      const read = key.read(value)
      if (read === undefined) say(`${place}.${name} is ${JSON.stringify(value)}. Allowed: ${key.allowed}.`)
      else if (key.field !== undefined && (read !== '' || key.field === 'promptFlag')) fields[key.field] = read
    }
    return fields
  }

  const unread = new Set<string>()
  const projects = new Map<string, Partial<Omit<Project, 'name'>>>()
  for (const [name, table] of entries('projects')) {
    if (!isProjectName(name)) say(`“${name}” can’t be the name of a project: letters, digits and . _ - can.`)
    else projects.set(name, fieldsOf(`projects.${name}`, table, projectKeys))
    if (table['sandbox'] !== undefined && fence(table['sandbox']) === undefined) unread.add(name)
  }
  const backends = new Map<string, Partial<Omit<Backend, 'name'>>>()
  for (const [name, table] of entries('backends')) {
    if (!isBackendName(name)) say(`“${name}” can’t be the name of a backend: letters, digits and . _ - can.`)
    else backends.set(name, fieldsOf(`backends.${name}`, table, backendKeys))
  }
  const defaults = isTable(top['defaults']) ? fieldsOf('defaults', top['defaults'], defaultKeys) : {}
  const { backend, mode } = defaults as { readonly backend?: string; readonly mode?: string }
  const isBold = mode !== undefined && isBypass(mode)
  const isUsable = mode === undefined || ['default', 'acceptEdits', 'plan'].includes(mode) || (isBold && isFenced(top))
  if (!isUsable)
    say(
      isBold
        ? `defaults.permission_mode is "${mode}", which needs a fence around the agent: [sandbox] enabled = true. Until then default is used.`
        : `defaults.permission_mode is "${mode}". Allowed: default, acceptEdits, plan, bypassPermissions. default is used.`,
    )
  // By the name of Claude Code, which is the only one that is told a mode.
  const told = isBold ? 'bypassPermissions' : mode
  return { projects, backends, backend, mode: isUsable ? told : undefined, unread, problems }
}

const isFenced = ({ sandbox }: Table): boolean => isTable(sandbox) && sandbox['enabled'] === true

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields of all layers, the later ones before the earlier, and where each is from. */
export function layered<T extends object>(
  layers: readonly (readonly ['default' | 'set' | 'file', Partial<T> | undefined])[],
): { readonly fields: Partial<T>; readonly origins: Readonly<Record<string, 'default' | 'set' | 'file'>> } {
  const fields: Record<string, unknown> = {}
  const origins: Record<string, 'default' | 'set' | 'file'> = {}
  for (const [origin, layer] of layers)
    for (const [key, value] of Object.entries(layer ?? {}))
      if (value !== undefined) {
        fields[key] = value
        origins[key] = origin
      }
  return { fields: fields as Partial<T>, origins }
}
