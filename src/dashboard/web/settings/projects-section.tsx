/** Where tasks may run, and what holds for new ones. */
import { useState } from 'preact/hooks'
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import type { ProjectReport } from '../../../core/tasks/project.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { Ask } from '../parts/ask.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { Menu } from '../parts/menu.tsx'
import { type Column, MiniTable } from '../parts/table.tsx'
import { showToast } from '../parts/toast.tsx'
import { useMachine } from '../processes/machine.ts'
import { orSayUnlessClosed } from '../signin/sign-in-again.tsx'
import { settingOf } from './fields.ts'
import { ProjectDialog } from './project-dialog.tsx'
import { ScanDialog } from './scan-dialog.tsx'
import { NumbersRow, SettingRow } from './setting-controls.tsx'
import { TextRow } from './text-row.tsx'
import { forgetProject, useProjects } from './workshop-state.ts'
import '../styles/workshop.css'

type Opened = { readonly do: 'scan' | 'add' } | { readonly do: 'edit' | 'forget'; readonly project: ProjectReport }

interface ProjectsProps {
  readonly report: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

export function ProjectsSection({ report, onChange }: ProjectsProps) {
  const { value, problem, retry } = useProjects()
  const homeDir = useMachine()?.homeDir
  const [opened, setOpened] = useState<Opened>()
  const close = () => setOpened(undefined)
  const most = settingOf(report, 'tasks.max_running')
  return (
    <section id="projects" aria-labelledby="projects-title">
      <h2 id="projects-title">
        Projects <span class="muted">{value?.projects.length ?? ''}</span>
      </h2>
      <p class="muted lede">
        A folder in which tasks may run. Of a git repository each task gets a worktree of its own.
      </p>
      {problem && <AskFailed what="The list of projects" problem={problem} onRetry={retry} />}
      {value?.problems.map((words) => (
        <p key={words} class="ferror">
          <Mark name="warn" /> {words}
        </p>
      ))}
      {value?.projects.length === 0 && <p class="quiet">No project yet.</p>}
      {value !== undefined && value.projects.length > 0 && (
        <MiniTable
          class="wide ptab"
          scrollLabel="Projects, table"
          columns={projectColumns(homeDir, setOpened)}
          rows={value.projects}
          keyOf={({ name }) => name}
        />
      )}
      <p class="btns rowend">
        <button type="button" class="btn is-primary" onClick={() => setOpened({ do: 'scan' })}>
          <Icon name="folder" size={14} />
          Scan a folder…
        </button>
        <button type="button" class="btn" onClick={() => setOpened({ do: 'add' })}>
          Add one by path…
        </button>
      </p>
      <h3>For new tasks</h3>
      {most && (
        <NumbersRow
          label="At once"
          note="More wait as pending"
          fields={[{ setting: most, label: 'Tasks at once', unit: 'tasks' }]}
          onChange={onChange}
        />
      )}
      <TextRow
        setting={settingOf(report, 'tasks.naming_model')}
        label="Names by a model"
        note="Of the task’s agent, asked once; empty: the first words of the prompt"
        placeholder="haiku"
        onChange={onChange}
      />
      <SettingRow label="Worktrees" note="One folder for each task; [tasks] root in config.toml">
        <code>{String(settingOf(report, 'tasks.root')?.value ?? '~/.tce/worktrees')}</code>
      </SettingRow>
      {opened?.do === 'scan' && <ScanDialog homeDir={homeDir} onClose={close} />}
      {opened?.do === 'add' && <ProjectDialog onClose={close} />}
      {opened?.do === 'edit' && <ProjectDialog project={opened.project} onClose={close} />}
      {opened?.do === 'forget' && <Forget project={opened.project} onClose={close} />}
    </section>
  )
}

const fenceWords = (isFenced: boolean | undefined): string =>
  isFenced === undefined ? 'as usual' : isFenced ? 'on' : 'off'

const projectColumns = (
  homeDir: string | undefined,
  open: (what: Opened) => void,
): readonly Column<ProjectReport>[] => [
  { id: 'name', head: 'Name', isName: true, cell: ({ name }) => <b>{name}</b> },
  {
    id: 'folder',
    head: 'Folder',
    cell: ({ path, problem }) => (
      <>
        <code>{withTilde(path, homeDir)}</code>
        {problem !== undefined && (
          <span class="is-bad fine" title={problem}>
            {' '}
            <Mark name="fail" /> folder missing
          </span>
        )}
      </>
    ),
  },
  {
    id: 'base',
    head: 'Base',
    cell: ({ branch, isRepository }) => <code>{branch ?? (isRepository ? 'main branch' : '–')}</code>,
  },
  { id: 'backend', head: 'Backend', cell: ({ backend }) => backend ?? 'as usual' },
  { id: 'tasks', head: 'Tasks', class: 'num', cell: ({ tasks }) => tasks },
  { id: 'sandbox', head: 'Sandbox', cell: ({ sandbox }) => fenceWords(sandbox?.enabled) },
  {
    id: 'do',
    head: <span class="sr">Do</span>,
    class: 'num',
    cell: (project) => (
      <Menu
        label={`More for ${project.name}`}
        items={[
          { label: 'Edit…', icon: 'pencil', act: () => open({ do: 'edit', project }) },
          { label: 'Forget…', icon: 'x', act: () => open({ do: 'forget', project }), isDanger: true },
        ]}
      />
    ),
  },
]

function Forget({ project: { name }, onClose }: { readonly project: ProjectReport; readonly onClose: () => void }) {
  return (
    <Ask
      title={`Forget ${name}?`}
      yes="Forget it"
      no="Keep it"
      onAnswer={async (isYes) => {
        onClose()
        const gone = isYes ? orSayUnlessClosed(await forgetProject(name)) : undefined
        if (gone !== undefined) showToast({ isOk: true, content: `${name} is forgotten; its folder is as it was.` })
      }}
    >
      <p>Nothing of its folder is touched. While tasks are of it, it stays.</p>
    </Ask>
  )
}
