/** Puts hooks into agents' settings and takes them out again, so that whatever else stands there stays to the byte. */
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { HookTarget } from '../agents/agent.ts'
import type { HookChange, HookState } from '../core/hooks/hook-report.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import {
  type ForeignFile,
  makeForeignDir,
  readForeignFile,
  removeEmptyDir,
  removeForeignFile,
  writeForeignFile,
} from '../storage/foreign-file.ts'
import { parseStrictObject } from '../storage/json-edit.ts'
import { privateFileMode } from '../storage/private-file.ts'
import type { WrittenHooks } from './hook-book.ts'
import type { FoundHooks, HookSpec } from './hook-text.ts'
import { findHooks, whyNotAddable, withHooks, withoutHooks, withoutInsertions } from './hook-text.ts'

export interface HookLook {
  readonly state: HookState
  readonly otherHooks: number
  /** Where ours post to. */
  readonly urls: readonly string[]
  readonly problem?: string | undefined
  readonly change?: HookChange | undefined
}

/** How it stands in a file, and what putting ours in would change. */
export async function lookAtHooks(
  file: string,
  spec: HookSpec,
  target: HookTarget,
  written: WrittenHooks | undefined,
): Promise<HookLook> {
  const read = await readSettings(file, spec)
  if (!read.ok) return { state: 'unreadable', otherHooks: 0, urls: [], problem: read.error }
  const { found, settings } = read.value
  const state = stateOf(found, spec, target)
  const problem = spec.settings.whySilent(settings, target.url)
  const urls = [...new Set(found.ours.map(({ url }) => url))]
  const change = state === 'in' ? undefined : changeOf(read.value, spec, target, written)
  return { state, otherHooks: found.others, urls, problem: problem && `${file}: ${problem}`, change }
}

interface ReadSettings extends ForeignFile {
  readonly found: FoundHooks
  readonly settings: Readonly<Record<string, unknown>>
}

const newFile = '{}\n'

async function readSettings(file: string, spec: HookSpec): Promise<Result<ReadSettings, string>> {
  const read = await readForeignFile(file)
  if (!read.ok) return read
  const settings = parseStrictObject(read.value.text ?? newFile)
  const wrong = settings.ok ? whyNotAddable(settings.value, spec) : settings.error
  if (!settings.ok || wrong !== undefined) {
    return err(`${file} is left alone: ${wrong}. Mend it by hand; the agent can't read it either.`)
  }
  return ok({ ...read.value, settings: settings.value, found: findHooks(settings.value, spec) })
}

function stateOf({ ours }: FoundHooks, { settings: form }: HookSpec, target: HookTarget): HookState {
  if (ours.length === 0) return 'out'
  const isRight = form.events.every((event) => {
    // Agents write their settings anew, with keys in an order of their own.
    const isWanted = (group: unknown) => isDeepStrictEqual(group, form.group(event, target))
    return ours.filter((one) => one.event === event.name && isWanted(one.group)).length === 1
  })
  if (isRight && ours.length === form.events.length) return 'in'
  return ours.some(({ url }) => url !== target.url) ? 'elsewhere' : 'some'
}

/** The text without ours: of before where nobody wrote since, else without the groups that are ours. */
function textWithout(text: string, spec: HookSpec, written: WrittenHooks | undefined): string {
  return isUntouched(text, written) ? withoutInsertions(text, written.insertions) : withoutHooks(text, spec)
}

const isUntouched = (text: string, written: WrittenHooks | undefined): written is WrittenHooks =>
  written !== undefined && written.sha256 === sumOf(text)
const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const added = (
  { text = newFile }: ForeignFile,
  spec: HookSpec,
  target: HookTarget,
  written: WrittenHooks | undefined,
) => withHooks(textWithout(text, spec, written), spec, target)

function changeOf(
  read: ReadSettings,
  spec: HookSpec,
  target: HookTarget,
  written: WrittenHooks | undefined,
): HookChange {
  const { insertions } = added(read, spec, { ...target, secret: '…' }, written)
  const isOpen = read.mode !== undefined && read.mode !== privateFileMode
  return {
    added: insertions.flatMap(({ text }) =>
      text
        .replace(/^, ?/, '')
        .split(/\r?\n/)
        .filter((line) => line.trim() !== ''),
    ),
    isNewFile: read.text === undefined,
    modeBefore: isOpen ? modeInWords(read.mode) : undefined,
    linksTo: read.linksTo,
  }
}

const modeInWords = (mode: number): string => mode.toString(8).padStart(4, '0')

/** Undefined: they stand there already, and nothing was written. */
export async function putHooksIn(
  file: string,
  spec: HookSpec,
  target: HookTarget,
  written: WrittenHooks | undefined,
): Promise<Result<WrittenHooks | undefined, string>> {
  const read = await readSettings(file, spec)
  if (!read.ok) return read
  const { text: before } = read.value
  if (stateOf(read.value.found, spec, target) === 'in') return ok(undefined)
  const next = added(read.value, spec, target, written)
  const folder = before === undefined ? await makeForeignDir(dirname(file)) : ok(written?.isFolderOurs)
  if (!folder.ok) return folder
  const wrote = await writeForeignFile(file, next.text, { before, mode: privateFileMode })
  if (!wrote.ok) return wrote
  return ok({
    file,
    sha256: sumOf(next.text),
    insertions: next.insertions.map(({ offset, text }) => ({ offset, length: text.length })),
    modeBefore: modeBefore(read.value, written),
    isFolderOurs: folder.value,
  })
}

/** Of what was there before any of ours. */
function modeBefore({ text, mode }: ForeignFile, written: WrittenHooks | undefined): number | undefined {
  if (text !== undefined && isUntouched(text, written)) return written.modeBefore
  return mode === privateFileMode ? (written?.modeBefore ?? mode) : mode
}

/** False: none of ours stood there. */
export async function takeHooksOut(
  file: string,
  spec: HookSpec,
  written: WrittenHooks | undefined,
): Promise<Result<boolean, string>> {
  const read = await readSettings(file, spec)
  if (!read.ok) return read
  const { text, mode, found } = read.value
  if (text === undefined || found.ours.length === 0) return ok(false)
  const rest = textWithout(text, spec, written)
  if (written !== undefined && written.modeBefore === undefined && rest.trim() === newFile.trim()) {
    await removeForeignFile(file)
    if (written.isFolderOurs === true) await removeEmptyDir(dirname(file))
    return ok(true)
  }
  const wrote = await writeForeignFile(file, rest, { before: text, mode: modeAfter(mode, written) })
  return wrote.ok ? ok(true) : wrote
}

/** As it was, unless somebody set it meanwhile. */
const modeAfter = (mode = privateFileMode, written: WrittenHooks | undefined): number =>
  mode === privateFileMode ? (written?.modeBefore ?? mode) : mode
