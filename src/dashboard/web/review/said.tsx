/** What a dialog of a task's work says of what is in the way, and of what failed. */
import { Mark } from '../parts/mark.tsx'

export const Obstacles = ({ obstacles }: { readonly obstacles: readonly string[] }) => (
  <>
    {obstacles.map((one) => (
      <p key={one} role="alert">
        <Mark name="fail" /> {one}
      </p>
    ))}
  </>
)

export const Problem = ({ problem }: { readonly problem: string | undefined }) =>
  problem === undefined ? null : (
    <p class="is-bad" role="alert">
      {problem}
    </p>
  )
