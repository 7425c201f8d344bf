/** Everything that the page can lead to, by its name: agents, commands, sessions, prompts, and the first passages of all sessions. */
import { useEffect, useId, useMemo, useState } from 'preact/hooks'
import { staleTargets } from '../../../core/kill/kill-stale.ts'
import { plainText } from '../../../core/words/text.ts'
import { useNow } from '../clock.ts'
import { openComposer } from '../compose/compose-open.ts'
import { askToDeploy } from '../deploy/deploy-open.ts'
import { askForIdea } from '../ideas/new-idea.tsx'
import { hasKinds } from '../live/kinds.ts'
import { isLive, liveFleet } from '../live/live-store.ts'
import { navigate } from '../navigation.tsx'
import { copyText } from '../parts/copy-button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { jumpTo } from '../parts/jump.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { formatMoment } from '../parts/time.ts'
import { type Actions, useActions } from '../processes/actions.tsx'
import { MarkedText } from '../search/marked-text.tsx'
import { openHelp } from '../shortcuts-dialog.tsx'
import { askForTask } from '../tasks/new-task-open.ts'
import { followTasks, openTasks } from '../tasks/tasks-state.ts'
import { nextTheme, setTheme } from '../theme.ts'
import { isPanelOpen } from '../waiting/panel-open.ts'
import {
  agentEntries,
  commandEntries,
  type Deeds,
  everywhereEntries,
  type Known,
  type PaletteEntry,
  taskEntries,
} from './entries.ts'
import { isPaletteOpen } from './palette-open.ts'
import { askedBy, bestOf, type Group, marksOf, type RankedGroup, rank } from './rank.ts'
import { noteOpened, recentIds } from './recent.ts'
import { useFound } from './use-found.ts'
import '../styles/palette.css'

type Listed = Omit<RankedGroup<PaletteEntry>, 'group'> & { readonly group: Group | 'recent' }

const headOf: Readonly<Record<Listed['group'], string>> = {
  recent: 'Opened last',
  agents: 'Agents and tasks',
  commands: 'Commands',
  sessions: 'Sessions',
  prompts: 'Prompts',
  everywhere: 'Everywhere',
}

const deedsOf = ({ askToKill, askToKillStale, togglePin }: Actions): Deeds => ({
  go: navigate,
  kill: (process) => askToKill({ kind: 'agent', process }),
  killStale: () => askToKillStale(liveFleet.peek()?.processes ?? []),
  pin: togglePin,
  prompt: (agent) => openComposer(agent && [agent.id]),
  jump: ({ id }) => void jumpTo(id),
  copyResume: ({ resumeCommand }) => void copyText(resumeCommand ?? '', 'resume command'),
  deploy: () => askToDeploy(),
  newTask: (project) => askForTask(project === undefined ? {} : { project }),
  idea: askForIdea,
  waiting: () => {
    isPanelOpen.value = true
  },
  theme: () => setTheme(nextTheme()),
  help: openHelp,
})

export default function Palette() {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [named, setNamed] = useState<string>()
  useEffect(followTasks, [])
  const { groups, isNothing, text } = useListed(typed)
  const entries = groups.flatMap((group) => group.entries)
  const at = Math.max(
    0,
    entries.findIndex((entry) => entry.id === named),
  )
  const chosen = entries[at]

  const open = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return
    // Closed first: a question that follows gives the focus back to who had it before both.
    isPaletteOpen.value = false
    if (entry.group !== 'everywhere' && entry.group !== 'prompts') noteOpened(entry.id)
    setTimeout(entry.open)
  }
  const step = (by: number) => setNamed(entries[(at + by + entries.length) % entries.length]?.id)
  const onKeyDown = (event: KeyboardEvent) => {
    // Of a word that is not written to its end yet.
    if (event.isComposing) return
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      if (text !== '') open(everywhereEntries(text, undefined, undefined, { go: navigate })[0])
    } else if (event.key === 'Enter') open(chosen)
    else return
    event.preventDefault()
  }
  return (
    <Dialog
      titleId={`${id}-title`}
      class="finder"
      closesBeside
      onClose={() => {
        isPaletteOpen.value = false
      }}
    >
      <h2 id={`${id}-title`} class="sr">
        Search and commands
      </h2>
      <div class="po-field">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label="Search and commands"
          aria-expanded={entries.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen && `${id}-${at}`}
          autocomplete="off"
          spellcheck={false}
          placeholder="An agent, a session, a command, or words"
          maxLength={500}
          value={typed}
          autofocus
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value)
            setNamed(undefined)
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <p class={isNothing ? 'po-none' : 'sr'} role="status">
        {isNothing && `Nothing is called “${plainText(text)}”.`}
      </p>
      <div id={`${id}-list`} class="po-list" role="listbox" aria-label="Results" tabIndex={-1}>
        <Groups groups={groups} id={id} chosen={chosen} words={askedBy(typed).words} onOpen={open} />
      </div>
      <footer class="po-foot">
        <Hint keys={['↑', '↓']}>choose</Hint>
        <Hint keys={['↵']}>open</Hint>
        <Hint keys={['>']}>commands</Hint>
        <Hint keys={['@']}>agents, tasks</Hint>
        <Hint keys={['#']}>sessions</Hint>
        <Hint keys={['/']}>prompts</Hint>
      </footer>
    </Dialog>
  )
}

interface Results {
  readonly groups: readonly Listed[]
  /** Something was typed, and nothing is called so. */
  readonly isNothing: boolean
  /** What was typed, without the sign of a group. */
  readonly text: string
}

function useListed(typed: string): Results {
  const nowMs = useNow(60_000)
  const fleet = liveFleet.value
  const actions = useActions()
  const deeds = useMemo(() => deedsOf(actions), [actions])
  const asked = useMemo(() => askedBy(typed), [typed])
  const text = typed.replace(/^\s*[>@#/]/u, '').trim()
  const found = useFound(text, asked, nowMs, deeds)
  const agents = fleet?.processes ?? []
  const staleCount = staleTargets(agents).targets.length
  const tasks = openTasks.value
  const seen: Known = { agents, tasks, hasKinds: hasKinds.value, canAct: isLive.value, staleCount, nowMs }
  const clock = (ms: number) => formatMoment(ms, nowMs)
  const agentsThere = inNeed([...taskEntries(seen, deeds, clock), ...agentEntries(seen, deeds)])
  // What can be done with whom the words mean first comes first.
  const meant = bestOf(agentsThere, 'agents', asked.words).map(({ id }) => id)
  const known = [...agentsThere, ...commandEntries({ ...seen, agents: inOrder(agents, meant) }, deeds)]

  const all = [...known, ...found.entries]
  if (typed.trim() === '') {
    const recent = recentIds.value.flatMap((id) => all.find((one) => one.id === id) ?? [])
    return {
      groups: recent.length > 0 ? [{ group: 'recent', entries: recent }] : rank(all, asked),
      isNothing: false,
      text,
    }
  }
  const listed = rank(all, asked)
  const isNothing = listed.length === 0 && !found.isLoading && text !== ''
  if (text === '' || (asked.group !== undefined && !isNothing)) return { groups: listed, isNothing, text }
  const project = listed.find(({ group }) => group === 'agents')?.entries[0]?.title
  const everywhere = everywhereEntries(text, found.hitWords, project, deeds)
  return { groups: rank([...everywhere, ...all], isNothing ? { words: asked.words } : asked), isNothing, text }
}

/** Who waits for you comes first, whether it is at a task or not. */
const inNeed = (entries: readonly PaletteEntry[]): readonly PaletteEntry[] =>
  entries.toSorted((a, b) => Number(b.isYours === true) - Number(a.isYours === true))

function inOrder(agents: Known['agents'], ids: readonly string[]): Known['agents'] {
  const placeOf = new Map(ids.map((id, place) => [id, place]))
  const place = ({ id }: Known['agents'][number]) => placeOf.get(`agent ${id}`) ?? ids.length
  return [...agents].sort((a, b) => place(a) - place(b))
}

interface GroupsProps {
  readonly groups: readonly Listed[]
  readonly id: string
  readonly chosen: PaletteEntry | undefined
  readonly words: readonly string[]
  readonly onOpen: (entry: PaletteEntry) => void
}

function Groups({ groups, id, chosen, words, onOpen }: GroupsProps) {
  let place = 0
  return (
    <>
      {groups.map(({ group, entries }) => (
        // biome-ignore lint/a11y/useSemanticElements: options of a list box stand in groups, and no field set can be in one.
        <div key={group} role="group" aria-label={headOf[group]}>
          <div role="presentation" class="po-head">
            {headOf[group]}
          </div>
          {entries.map((entry) => (
            <Option
              key={entry.id}
              id={`${id}-${place++}`}
              entry={entry}
              isChosen={entry === chosen}
              words={words}
              onOpen={() => onOpen(entry)}
            />
          ))}
        </div>
      ))}
    </>
  )
}

interface OptionProps {
  readonly id: string
  readonly entry: PaletteEntry
  readonly isChosen: boolean
  readonly words: readonly string[]
  readonly onOpen: () => void
}

const intoView = (option: HTMLElement | null) => option?.scrollIntoView({ block: 'nearest' })

function Option({ id, entry, isChosen, words, onOpen }: OptionProps) {
  const { title, detail = '', marks, mark, icon, kind, end = '', isYours = false, keys = [], group } = entry
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the same.
    <div
      role="option"
      id={id}
      aria-selected={isChosen}
      ref={isChosen ? intoView : null}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      {mark !== undefined && <Mark name={mark} />}
      {icon !== undefined && <Icon name={icon} size={14} />}
      {mark === undefined && kind !== undefined && <KindMark agent={kind} />}
      <span class="po-t">
        <MarkedText text={title} marks={marks ?? marksOf(title, words)} />
        {detail !== '' && ' '}
        {detail !== '' && (
          <span class={group === 'agents' ? 'name' : 'muted'}>
            <MarkedText text={detail} marks={marks === undefined ? marksOf(detail, words) : []} />
          </span>
        )}
      </span>{' '}
      <span class="po-end">
        {mark !== undefined && kind !== undefined && <KindMark agent={kind} />}
        {end !== '' && <span class={isYours ? 'is-waiting' : undefined}>{end}</span>}
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </span>
    </div>
  )
}

const Hint = ({ keys, children }: { readonly keys: readonly string[]; readonly children: string }) => (
  <span>
    {keys.map((key) => (
      <kbd key={key}>{key}</kbd>
    ))}{' '}
    {children}
  </span>
)
