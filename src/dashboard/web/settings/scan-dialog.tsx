/** Repositories below a folder, to be added as projects. Nothing is changed in them. */
import { useId, useState } from 'preact/hooks'
import type { FoundRepository } from '../../../core/tasks/project.ts'
import { plural } from '../../../core/words/format.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import { showToast } from '../parts/toast.tsx'
import { isSignInAgain } from '../signin/sign-in-again.tsx'
import { addProject, scanFolder } from './workshop-state.ts'

interface ScanProps {
  readonly homeDir: string | undefined
  readonly onClose: () => void
}

interface Found {
  readonly repositories: readonly FoundRepository[]
  readonly tookMs: number
}

export function ScanDialog({ homeDir, onClose }: ScanProps) {
  const id = useId()
  const [folder, setFolder] = useState('~/code')
  const [found, setFound] = useState<Found>()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [problem, setProblem] = useState('')
  const scan = async () => {
    setProblem('')
    const begunMs = performance.now()
    const answer = await scanFolder(folder.trim())
    if (!answer.ok) return setProblem(answer.error.message)
    const { repositories } = answer.value
    setFound({ repositories, tookMs: performance.now() - begunMs })
    setChosen(new Set(repositories.flatMap(({ path, isKnown }) => (isKnown ? [] : [path]))))
  }
  const add = async () => {
    const added: string[] = []
    for (const path of chosen) {
      const answer = await addProject({ path })
      if (answer.ok) added.push(path)
      else if (!isSignInAgain(answer.error)) setProblem(answer.error.message)
      if (!answer.ok) break
    }
    if (added.length > 0) showToast({ isOk: true, content: `${plural(added.length, 'project')} added.` })
    if (added.length === chosen.size) onClose()
    else setChosen(new Set([...chosen].filter((path) => !added.includes(path))))
  }
  const toggle = (path: string) => {
    const next = new Set(chosen)
    if (!next.delete(path)) next.add(path)
    setChosen(next)
  }
  return (
    <Dialog titleId={id} class="workshop" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void (found === undefined ? scan() : add())
        }}
      >
        <DialogHead titleId={id} title="Scan a folder for projects" onClose={onClose} />
        <div class="scanbar">
          <input
            class="field mono"
            aria-label="Folder"
            autofocus
            spellcheck={false}
            value={folder}
            onInput={({ currentTarget }) => {
              setFolder(currentTarget.value)
              setFound(undefined)
            }}
          />
          <button type="button" class="btn" onClick={() => void scan()}>
            Scan
          </button>
        </div>
        <p class="muted fine" role="status">
          {found === undefined
            ? 'Three levels deep; node_modules and hidden folders are left out.'
            : `${plural(found.repositories.length, 'git repository', 'git repositories')} in ${(found.tookMs / 1000).toFixed(1)} s, 3 levels deep; node_modules and hidden folders left out.`}
        </p>
        {found !== undefined && found.repositories.length > 0 && (
          <ul class="scan">
            {found.repositories.map(({ path, name, isKnown }) => (
              <li key={path}>
                <label class="check">
                  <input type="checkbox" disabled={isKnown} checked={chosen.has(path)} onChange={() => toggle(path)} />{' '}
                  <b>{name}</b> <code class="clip">{withTilde(path, homeDir)}</code>
                </label>
                {isKnown && <span class="muted fine">known</span>}
              </li>
            ))}
          </ul>
        )}
        <FieldProblem problem={problem} />
        <footer>
          <span class="muted fine">Nothing is changed in them</span>
          <button type="button" class="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="btn is-primary" disabled={found !== undefined && chosen.size === 0}>
            {found === undefined ? 'Scan' : `Add ${plural(chosen.size, 'project')}`}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
