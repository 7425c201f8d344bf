/** A file of instructions in a folder of its own that goes with the test's process. */
import { join } from 'node:path'
import { createInstructionFiles, type InstructionFiles } from '../../src/control/instruction-files.ts'
import { ownFolder } from '../tools/own-folder.ts'

export function realInstructions(): InstructionFiles {
  return createInstructionFiles([{ agent: 'claude', file: join(ownFolder('tce-instructions-'), 'CLAUDE.md') }])
}
