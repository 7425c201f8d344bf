/**
 * Puts TCE's command in the place of the user's status line and the user's back, so that whatever else stands in the settings stays to
 * the byte. The user's own command is kept beside, for the script that runs it first.
 */
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StatusLineSettings } from '../agents/limits.ts'
import type { StatusLineChange, StatusLinePlace } from '../core/limits/status-line-report.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { type ForeignFile, readForeignFile, removeForeignFile, writeForeignFile } from '../storage/foreign-file.ts'
import { parseStrictObject, rawAt } from '../storage/json-edit.ts'
import { ensurePrivateDir, writePrivateFile } from '../storage/private-file.ts'
import { createStatusLineBook, type WrittenLine } from './status-line-book.ts'
import { quoted, statusLineScript } from './status-line-script.ts'
import { commandIn, withOurs, withoutOurs } from './status-line-text.ts'

export interface StatusLineInstallerOptions {
  readonly dataDir: string
  readonly agents: readonly {
    readonly id: string
    readonly settings: StatusLineSettings
    readonly pidVariable: string
    readonly configDirs: readonly string[]
  }[]
  /** Windows: what runs `tce statusline` there. Undefined: sh runs the script. */
  readonly program?: string | undefined
  readonly nowMs: () => number
}

export interface StatusLineInstaller {
  look(): Promise<readonly StatusLinePlace[]>
  /** False: it was so already. */
  install(file: string): Promise<Result<boolean, string>>
  uninstall(file: string): Promise<Result<boolean, string>>
}

interface Read extends ForeignFile {
  readonly settings: Readonly<Record<string, unknown>>
  readonly command: string | undefined
  readonly written: WrittenLine | undefined
}

const newFile = '{}\n'
const newFileMode = 0o600

export function createStatusLineInstaller(options: StatusLineInstallerOptions): StatusLineInstaller {
  const { dataDir, agents, program, nowMs } = options
  const book = createStatusLineBook(dataDir)
  const dir = join(dataDir, 'statusline')
  const script = join(dataDir, 'statusline.sh')
  /** Those that are there at this moment. */
  const places = () =>
    agents.flatMap(({ id, settings, configDirs, pidVariable }) =>
      configDirs.flatMap((configDir, index) => {
        const file = settings.userFile(configDir)
        const isThere = existsSync(file) || (index === 0 && isFolder(configDir))
        // The first folder's is called as it is; others need a name of their own.
        return isThere
          ? [{ agent: id, pidVariable, form: settings, file, key: index === 0 ? '' : `-${sumOf(file).slice(0, 8)}` }]
          : []
      }),
    )
  type Place = ReturnType<typeof places>[number]
  const commandOf = ({ key }: Place) => {
    const base = program ?? `sh ${quoted(script)}`
    return key === '' ? base : `${base} ${key}`
  }
  const ownFile = ({ key }: Place) => join(dir, `own${key}`)

  async function readPlace({ file, form }: Place): Promise<Result<Read, string>> {
    const read = await readForeignFile(file)
    if (!read.ok) return read
    const settings = parseStrictObject(read.value.text ?? newFile)
    if (!settings.ok) {
      return err(`${file} is left alone: ${settings.error}. Mend it by hand; the agent can't read it either.`)
    }
    const written = (await book.read()).find((one) => one.file === file)
    return ok({ ...read.value, settings: settings.value, command: commandIn(settings.value, form), written })
  }

  /** Also where another data folder, or an older TCE, put it. */
  const isOurs = (place: Place, { command, written }: Read) =>
    command !== undefined && (command === commandOf(place) || command === written?.command)

  async function lookAt(place: Place): Promise<StatusLinePlace> {
    const { agent, file, form } = place
    const read = await readPlace(place)
    if (!read.ok) return { agent, file, state: 'unreadable', problem: read.error }
    const { settings, written, command, text = newFile, linksTo } = read.value
    if (isOurs(place, read.value)) {
      const own = written?.before === undefined ? undefined : ownCommand(written.before, form)
      const change = changeOf(rawAt(text, [form.key]), written && rawBefore(text, form, written), linksTo)
      return { agent, file, state: 'ours', own, since: written?.at, change }
    }
    const after = withOurs(text, settings, form, commandOf(place)).text
    const change = changeOf(rawAt(text, [form.key]), rawAt(after, [form.key]), linksTo, read.value.text === undefined)
    return { agent, file, state: settings[form.key] === undefined ? 'none' : 'theirs', own: command, change }
  }

  const note = async (file: string, now: WrittenLine | undefined) =>
    book.write([...(await book.read()).filter((one) => one.file !== file), ...(now === undefined ? [] : [now])])

  async function prepare(place: Place, own: string | undefined): Promise<void> {
    await ensurePrivateDir(dir)
    await writePrivateFile(script, statusLineScript({ dir, pidVariable: place.pidVariable }))
    if (own === undefined) await rm(ownFile(place), { force: true })
    else await writePrivateFile(ownFile(place), `${own}\n`)
  }

  async function putIn(place: Place): Promise<Result<boolean, string>> {
    const read = await readPlace(place)
    if (!read.ok) return read
    const { text, mode = newFileMode, settings, command, written } = read.value
    if (isOurs(place, read.value) && command === commandOf(place)) {
      // The script may be of an older TCE, or gone with the data folder.
      await prepare(place, written?.before && ownCommand(written.before, place.form))
      return ok(false)
    }
    // What we once put there for another place is not its user's own.
    const base = isOurs(place, read.value) && written ? withoutOurs(text ?? newFile, place.form, written, false) : text
    const before = base === text ? settings : parsed(base ?? newFile)
    const changed = withOurs(base ?? newFile, before, place.form, commandOf(place))
    await prepare(place, commandIn(before, place.form))
    const wrote = await writeForeignFile(place.file, changed.text, { before: text, mode })
    if (!wrote.ok) return wrote
    const { before: raw, insertion } = changed
    await note(place.file, {
      ...{ file: place.file, sha256: sumOf(changed.text), command: commandOf(place), before: raw, insertion },
      ...{ isFileOurs: text === undefined, at: new Date(nowMs()).toISOString() },
    })
    return ok(true)
  }

  async function takeOut(place: Place): Promise<Result<boolean, string>> {
    const read = await readPlace(place)
    if (!read.ok) return read
    const { text, mode = newFileMode, written } = read.value
    if (text === undefined || !isOurs(place, read.value)) return ok(false)
    const kept = written ?? { file: place.file, sha256: '', command: '', at: '' }
    const rest = withoutOurs(text, place.form, kept, kept.sha256 === sumOf(text))
    if (kept.isFileOurs === true && rest.trim() === newFile.trim()) await removeForeignFile(place.file)
    else {
      const wrote = await writeForeignFile(place.file, rest, { before: text, mode })
      if (!wrote.ok) return wrote
    }
    await note(place.file, undefined)
    await rm(ownFile(place), { force: true })
    if ((await book.read()).length === 0) await rm(script, { force: true })
    return ok(true)
  }

  const at = (file: string, act: (place: Place) => Promise<Result<boolean, string>>) => {
    const place = places().find((one) => one.file === file)
    return place === undefined ? Promise.resolve(err(`${file} is no settings file of an agent.`)) : act(place)
  }

  return {
    look: () => Promise.all(places().map(lookAt)),
    install: (file) => at(file, putIn),
    uninstall: (file) => at(file, takeOut),
  }
}

const parsed = (text: string): Readonly<Record<string, unknown>> => JSON.parse(text)

function ownCommand({ of, raw }: NonNullable<WrittenLine['before']>, { commandKey }: StatusLineSettings) {
  const value: unknown = JSON.parse(raw)
  if (of === 'command') return String(value)
  const command =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[commandKey] : undefined
  return typeof command === 'string' ? command : undefined
}

/** Of the whole value, as it will be again. */
const rawBefore = (text: string, form: StatusLineSettings, written: WrittenLine): string | undefined =>
  rawAt(withoutOurs(text, form, written, false), [form.key])

const changeOf = (
  removed: string | undefined,
  added: string | undefined,
  linksTo: string | undefined,
  isNewFile = false,
): StatusLineChange => ({ removed, added, isNewFile, linksTo })

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex')
