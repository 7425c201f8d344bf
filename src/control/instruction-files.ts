/** The files of instructions that agents read in every session, and our lines in them. */
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { blockChange, blockState, withBlock, withoutBlock } from '../core/instructions/instruction-block.ts'
import type { InstructionChange, InstructionPlace } from '../core/instructions/instruction-report.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { type ForeignFile, readForeignFile, removeForeignFile, writeForeignFile } from '../storage/foreign-file.ts'

export interface InstructionFile {
  readonly agent: string
  readonly file: string
}

export interface InstructionFiles {
  look(): Promise<readonly InstructionPlace[]>
  /** False: it was so already. */
  change(file: InstructionFile, to: 'in' | 'out'): Promise<Result<boolean, string>>
}

const newFileMode = 0o644

/** Of agents whose folder is there. */
export const createInstructionFiles = (known: readonly InstructionFile[]): InstructionFiles => ({
  look: () => Promise.all(known.filter(({ file }) => isFolder(dirname(file))).map(lookAt)),
  async change({ file }, to) {
    const read = await readForeignFile(file)
    if (!read.ok) return read
    const { text: before, mode = newFileMode } = read.value
    const after = to === 'in' ? withBlock(before ?? '') : withoutBlock(before ?? '')
    if (after === (before ?? '')) return ok(false)
    if (after === '' && read.value.linksTo === undefined) {
      await removeForeignFile(file)
      return ok(true)
    }
    const written = await writeForeignFile(file, after, { before, mode })
    return written.ok ? ok(true) : written
  },
})

async function lookAt({ agent, file }: InstructionFile): Promise<InstructionPlace> {
  const read = await readForeignFile(file)
  if (!read.ok) return { agent, file, state: 'unreadable', problem: read.error }
  const state = blockState(read.value.text ?? '')
  return {
    ...{ agent, file, state },
    putIn: state === 'in' ? undefined : changeOf(read.value, 'in'),
    takeOut: state === 'out' ? undefined : changeOf(read.value, 'out'),
  }
}

function changeOf({ text, linksTo }: ForeignFile, to: 'in' | 'out'): InstructionChange {
  const isWholeFile = to === 'in' ? text === undefined : withoutBlock(text ?? '') === '' && linksTo === undefined
  return { ...blockChange(text ?? '', to), isWholeFile, linksTo }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
