/** How it stands with the lines that tell agents of `tce inbox` and `tce ping`, for every face. */
import type { BlockChange, BlockState } from './instruction-block.ts'

export interface InstructionPlace {
  readonly agent: string
  /** Which its agent reads in every session. */
  readonly file: string
  /** `changed`: other lines stand between the marks. */
  readonly state: BlockState | 'unreadable'
  readonly problem?: string | undefined
  /** What putting them in, or taking them out, would change; absent where it changes nothing or can't be done. */
  readonly putIn?: InstructionChange | undefined
  readonly takeOut?: InstructionChange | undefined
}

export interface InstructionChange extends BlockChange {
  /** The file does not exist yet, or would not any more. */
  readonly isWholeFile: boolean
  /** It is a link to this file, which is the one that changes. */
  readonly linksTo?: string | undefined
}

export interface InstructionReport {
  readonly places: readonly InstructionPlace[]
}

export interface InstructionProblem {
  readonly kind: 'no-place' | 'not-written'
  readonly message: string
}
