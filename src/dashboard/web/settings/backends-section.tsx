/** The commands that agents of tasks are started by; a test really starts one. */
import { useState } from 'preact/hooks'
import type { SettingsReport } from '../../../core/settings/settings.ts'
import { type BackendReport, type BackendTest, startTemplate, textOfWords } from '../../../core/tasks/backend.ts'
import { liveFleet } from '../live/live-store.ts'
import { Ask } from '../parts/ask.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { Menu } from '../parts/menu.tsx'
import { showToast } from '../parts/toast.tsx'
import { isSignInAgain, orSayUnlessClosed } from '../signin/sign-in-again.tsx'
import { backendWords } from '../tasks/backend-words.ts'
import { agentWords } from './agent-words.ts'
import { BackendDialog } from './backend-dialog.tsx'
import { removeBackend, testBackend, useBackends } from './workshop-state.ts'
import '../styles/workshop.css'

type Opened = { readonly do: 'add' } | { readonly do: 'edit' | 'remove'; readonly backend: BackendReport }

export function BackendsSection({ report }: { readonly report: SettingsReport }) {
  const { value, problem, retry } = useBackends()
  const [opened, setOpened] = useState<Opened>()
  const close = () => setOpened(undefined)
  return (
    <section id="backends" aria-labelledby="backends-title">
      <h2 id="backends-title">Backends</h2>
      <p class="muted lede">An agent is a command. Placeholders are put in as arguments, never through a shell.</p>
      {problem && <AskFailed what="The list of backends" problem={problem} onRetry={retry} />}
      {value?.problems.map((words) => (
        <p key={words} class="ferror">
          <Mark name="warn" /> {words}
        </p>
      ))}
      {value?.backends.map((backend) => (
        <Backend key={backend.name} backend={backend} sources={report.sources} onOpen={setOpened} />
      ))}
      <p class="btns rowend">
        <button type="button" class="btn" onClick={() => setOpened({ do: 'add' })}>
          <Icon name="plus" size={14} />
          Add a backend…
        </button>
        <span class="muted fine">Commands run as you. Changing one wants a sign-in of the last minutes.</span>
      </p>
      {opened?.do === 'add' && <BackendDialog onClose={close} />}
      {opened?.do === 'edit' && <BackendDialog backend={opened.backend} onClose={close} />}
      {opened?.do === 'remove' && <Remove backend={opened.backend} onClose={close} />}
    </section>
  )
}

interface BackendProps {
  readonly backend: BackendReport
  readonly sources: SettingsReport['sources']
  readonly onOpen: (what: Opened) => void
}

const promptWords = (flag: string | undefined): string =>
  flag === undefined ? 'none with its start' : flag === '' ? 'last argument' : flag

function Backend({ backend, sources, onOpen }: BackendProps) {
  const [test, setTest] = useState<BackendTest | 'runs'>()
  const called = backendWords(backend)
  const { name, agent, isDefault, isInstalled, isSeeded, resume, promptFlag, model, headless, origins } = backend
  const isFromFile = Object.values(origins).includes('file')
  const isChanged = Object.values(origins).includes('set')
  const versions =
    agent === undefined
      ? ''
      : agentWords(agent, { sources, fleet: liveFleet.value, homeDir: undefined, isOn: true }).versions
  const tryIt = async () => {
    setTest('runs')
    const tested = await testBackend(name)
    if (tested.ok) return setTest(tested.value)
    if (isSignInAgain(tested.error)) return setTest(undefined)
    return setTest({ isWorking: false, tookMs: 0, message: tested.error.message, output: '' })
  }
  return (
    <div class="be">
      <header>
        <b>{called}</b>
        {isDefault && <span class="chip">default</span>}
        <span class="muted fine">
          {[
            versions,
            isInstalled ? '' : 'not on the PATH',
            isFromFile ? 'config.toml' : isChanged && isSeeded ? 'changed by you' : '',
          ]
            .filter(Boolean)
            .join(', ')}
        </span>
        <span class="spring" />
        <button
          type="button"
          class="btn small"
          aria-label={`Test ${called}`}
          disabled={headless === undefined || test === 'runs'}
          title={headless === undefined ? 'It has no form without a terminal' : 'Starts it once, in an empty folder'}
          onClick={() => void tryIt()}
        >
          Test
        </button>
        <Menu
          label={`More for ${called}`}
          items={[
            { label: 'Edit…', icon: 'pencil', act: () => onOpen({ do: 'edit', backend }) },
            ...(isSeeded && !isChanged
              ? []
              : [
                  {
                    label: isSeeded ? 'As it came…' : 'Delete…',
                    icon: 'trash',
                    act: () => onOpen({ do: 'remove', backend }),
                    isDanger: true,
                  } as const,
                ]),
          ]}
        />
      </header>
      <dl class="facts">
        <dt>Command</dt>
        <dd>
          <code>{textOfWords(startTemplate(backend))}</code>
        </dd>
        <dt>Resume</dt>
        <dd class={resume === undefined ? 'muted' : undefined}>
          {resume === undefined ? 'none: ended is ended' : <code>{textOfWords(resume)}</code>}
        </dd>
        <dt>Prompt</dt>
        <dd>{promptWords(promptFlag)}</dd>
        {model !== undefined && (
          <>
            <dt>Model</dt>
            <dd>{model}</dd>
          </>
        )}
      </dl>
      {test !== undefined && <Outcome test={test} />}
    </div>
  )
}

const Outcome = ({ test }: { readonly test: BackendTest | 'runs' }) =>
  test === 'runs' ? (
    <p class="be-test" role="status">
      <Mark name="busy" /> It is started in an empty folder, with “Say ok.”
    </p>
  ) : (
    <div class={`be-test${test.isWorking ? '' : ' is-bad'}`} role="status">
      <Mark name={test.isWorking ? 'ok' : 'fail'} />
      <span>
        {test.message}
        {!test.isWorking && test.output !== '' && <code class="be-said">{test.output}</code>}
      </span>
    </div>
  )

function Remove({ backend, onClose }: { readonly backend: BackendReport; readonly onClose: () => void }) {
  const called = backendWords(backend)
  const { isSeeded, name } = backend
  return (
    <Ask
      title={isSeeded ? `Set ${called} back?` : `Delete ${called}?`}
      yes={isSeeded ? 'Set it back' : 'Delete it'}
      no="Keep it"
      onAnswer={async (isYes) => {
        onClose()
        const gone = isYes ? orSayUnlessClosed(await removeBackend(name)) : undefined
        if (gone !== undefined)
          showToast({ isOk: true, content: isSeeded ? `${called} is as it came.` : `${called} is deleted.` })
      }}
    >
      <p>
        {isSeeded
          ? 'What you changed of it goes; what TCE brings holds again.'
          : 'Tasks that were started by it go on, and can’t be resumed any more.'}
      </p>
    </Ask>
  )
}
