/** Programs that would run and that nobody trusted yet: each as it is, with one box for all. */
import type { AskedProgram } from '../../../core/tasks/task-work.ts'

const kinds: Readonly<Record<AskedProgram['kind'], string>> = {
  hook: 'a hook of the repository',
  config: 'the repository’s own config',
  tests: 'tests of the project',
}

export const untrustedOf = (programs: readonly AskedProgram[]): readonly AskedProgram[] =>
  programs.filter(({ isTrusted }) => !isTrusted)

interface AskedProgramsProps {
  readonly programs: readonly AskedProgram[]
  readonly isTrusted: boolean
  readonly onTrust: (isTrusted: boolean) => void
}

export function AskedPrograms({ programs, isTrusted, onTrust }: AskedProgramsProps) {
  const open = untrustedOf(programs)
  if (open.length === 0) return null
  return (
    <div class="well loss">
      <p class="well-head">
        <span>Would run, and nobody has trusted it yet</span>
      </p>
      <ul>
        {open.map(({ kind, name, command, files, hash, hasChanged }) => (
          <li key={`${name} ${hash}`}>
            <b>{name}</b>
            <span class="muted">
              {kinds[kind]}
              {hasChanged && <span class="is-bad">, changed since you trusted it</span>}
              {command !== undefined && command !== name && <code>{command}</code>}
              {files.map((file) => (
                <code key={file}>{file}</code>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <label class="ck">
        <input type="checkbox" checked={isTrusted} onInput={({ currentTarget }) => onTrust(currentTarget.checked)} />
        <span>
          May run, as it is now <span class="muted">asks again when it changes</span>
        </span>
      </label>
    </div>
  )
}
