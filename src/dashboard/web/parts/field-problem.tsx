/** What is wrong with what was asked for, below it, and read out when it comes. Nothing where all is well. */
import { Mark } from './mark.tsx'

interface FieldProblemProps {
  readonly problem: string
  /** For the field that it describes. */
  readonly id?: string
}

export const FieldProblem = ({ problem, id }: FieldProblemProps) =>
  problem === '' ? null : (
    <p class="ferror" id={id} role="alert">
      <Mark name="fail" /> {problem}
    </p>
  )
