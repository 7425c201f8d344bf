/** A project that is added by its path, or changed; and its set-up command, which is trusted as it stands. */
import { useEffect, useId, useState } from 'preact/hooks'
import type { ProjectReport, SetupReport } from '../../../core/tasks/project.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import { Mark } from '../parts/mark.tsx'
import { Select } from '../parts/select.tsx'
import { showToast } from '../parts/toast.tsx'
import { isSignInAgain } from '../signin/sign-in-again.tsx'
import { backendChoices } from '../tasks/backend-words.ts'
import { FormLine } from './form-line.tsx'
import { changeOf, type ProjectTexts, textsOf } from './project-form.ts'
import { addProject, editProject, setupOf, trustSetup, useBackends } from './workshop-state.ts'

interface ProjectDialogProps {
  /** Absent: a new one. */
  readonly project?: ProjectReport | undefined
  readonly onClose: () => void
}

export function ProjectDialog({ project, onClose }: ProjectDialogProps) {
  const id = useId()
  const backends = useBackends().value?.backends ?? []
  const [known, setKnown] = useState(project)
  const [texts, setTexts] = useState<ProjectTexts>(() => textsOf(project))
  const [name, setName] = useState('')
  const [problem, setProblem] = useState('')
  const [setup, setSetup] = useState<SetupReport>()
  const change = (some: Partial<ProjectTexts>) => setTexts((before) => ({ ...before, ...some }))
  useEffect(() => {
    if (project?.setup !== undefined) void knownSetup(project.name).then(setSetup)
  }, [project])

  const save = async () => {
    setProblem('')
    const before = textsOf(known)
    const isNew = known === undefined
    let saved: ProjectReport | undefined = known
    if (isNew) {
      const added = await addProject({ path: texts.path.trim(), ...(name.trim() !== '' && { name: name.trim() }) })
      if (!added.ok) return isSignInAgain(added.error) ? undefined : setProblem(added.error.message)
      saved = added.value
    }
    const changes = changeOf(isNew ? { ...textsOf(undefined), path: texts.path } : before, texts)
    if (saved !== undefined && Object.keys(changes).length > 0) {
      const edited = await editProject(saved.name, changes)
      if (!edited.ok) {
        setKnown(saved)
        return isSignInAgain(edited.error) ? undefined : setProblem(edited.error.message)
      }
      saved = edited.value
    }
    if (saved === undefined) return undefined
    showToast({ isOk: true, content: `${saved.name} is ${isNew ? 'a project now' : 'changed'}.` })
    // A new command runs when it was trusted, and that is asked here, where it was written.
    if (saved.setup === undefined || saved.setup === before.setup) return onClose()
    setKnown(saved)
    setTexts(textsOf(saved))
    return setSetup(await knownSetup(saved.name))
  }
  const trust = async () => {
    if (known === undefined || setup === undefined) return
    const trusted = await trustSetup(known.name, setup.hash)
    if (trusted.ok) setSetup(trusted.value)
    else if (!isSignInAgain(trusted.error)) setProblem(trusted.error.message)
  }
  const origins: ProjectReport['origins'] = known?.origins ?? {}
  return (
    <Dialog titleId={id} class="workshop" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <DialogHead titleId={id} title={known === undefined ? 'Add a project' : known.name} onClose={onClose} />
        <FormLine
          label="Folder"
          value={texts.path}
          onInput={(path) => change({ path })}
          origin={origins.path}
          placeholder="/home/you/project"
          note="Its whole path"
          isMono
          hasFocus={known === undefined}
        />
        {known === undefined && (
          <FormLine label="Name" value={name} onInput={setName} note="Empty: as the folder is called" />
        )}
        <FormLine
          label="Base branch"
          value={texts.branch}
          onInput={(branch) => change({ branch })}
          origin={origins.branch}
          placeholder="the remote’s main branch"
          note="What new worktrees begin at"
          isMono
        />
        <div class="form-line">
          <span class="lab-like">Agent</span>
          {origins.backend === 'file' ? (
            <input class="field" readOnly aria-label="Agent" value={texts.backend} />
          ) : (
            <Select
              label="Agent"
              value={texts.backend}
              choices={backendChoices('As usual', backends)}
              onChange={(backend) => change({ backend })}
            />
          )}
          <span class="muted fine">{origins.backend === 'file' && 'config.toml says it: change it there'}</span>
        </div>
        <FormLine
          label="After making the folder"
          value={texts.setup}
          onInput={(text) => change({ setup: text })}
          origin={origins.setup}
          placeholder="npm ci --prefer-offline"
          note="Runs once in each new worktree, when you trusted it; its output stands in the task"
          isMono
        />
        {setup !== undefined && <Setup setup={setup} onTrust={() => void trust()} />}
        <FormLine
          label="After a merge"
          value={texts.test}
          onInput={(test) => change({ test })}
          origin={origins.test}
          placeholder="npm test"
          note="Runs where it was merged, when you trusted it there; without success the merge is undone"
          isMono
        />
        <FormLine
          label="Bring along"
          value={texts.copy}
          onInput={(copy) => change({ copy })}
          origin={origins.copy}
          rows={2}
          placeholder={'.env.local\n.npmrc'}
          note="Ignored files that a fresh folder needs; one pattern a line"
          isMono
        />
        <FieldProblem problem={problem} />
        <footer>
          <span class="muted fine">Nothing of its folder is changed</span>
          <button type="button" class="btn" onClick={onClose}>
            Close
          </button>
          <button type="submit" class="btn is-primary" disabled={texts.path.trim() === ''}>
            {known === undefined ? 'Add it' : 'Save'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

async function knownSetup(name: string): Promise<SetupReport | undefined> {
  const answer = await setupOf(name)
  return answer.ok ? answer.value.setup : undefined
}

function Setup({ setup, onTrust }: { readonly setup: SetupReport; readonly onTrust: () => void }) {
  const { command, files, isTrusted, hasChanged } = setup
  if (isTrusted) {
    return (
      <p class="setup-state" role="status">
        <Mark name="ok" /> Trusted as it stands{files.length > 0 && `, with ${files.join(', ')}`}. A change asks again.
      </p>
    )
  }
  return (
    <div class="setup-state">
      <p>
        <Mark name="warn" /> {hasChanged ? 'It, or a file that it names, has changed' : 'Nobody has trusted it yet'}:{' '}
        <code>{command}</code>
        {files.length > 0 && <span class="muted"> with {files.join(', ')}</span>}
      </p>
      <button type="button" class="btn small" onClick={onTrust}>
        It may run
      </button>
    </div>
  )
}
