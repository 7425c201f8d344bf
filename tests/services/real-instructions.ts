/** A file of instructions in a folder of its own that goes with the test's process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInstructionFiles, type InstructionFiles } from '../../src/control/instruction-files.ts'

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export function realInstructions(): InstructionFiles {
  const folder = mkdtempSync(join(tmpdir(), 'tce-instructions-'))
  folders.push(folder)
  return createInstructionFiles([{ agent: 'claude', file: join(folder, 'CLAUDE.md') }])
}
