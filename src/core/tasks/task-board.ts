/** Tasks as board and list show them: in which column, in which order, and all tries of one prompt as one card. Pure. */
import type { Task } from './task.ts'

export const boardColumns = ['pending', 'in_progress', 'in_review', 'complete'] as const
export type BoardColumn = (typeof boardColumns)[number]

export const columnNames: Readonly<Record<BoardColumn, string>> = {
  pending: 'Pending',
  in_progress: 'In progress',
  in_review: 'In review',
  complete: 'Done today',
}

/** A task with what is seen of its agent just now. */
export interface SeenTask extends Task {
  /** "cargo test --workspace". */
  readonly doing?: string | undefined
  /** The model that its agent answers with, where none was asked for. */
  readonly seenModel?: string | undefined
}

/** One task, or all tries of a prompt that are not put away. */
export interface TaskCard {
  /** The id of the task; of tries `best` and that of their group. */
  readonly key: string
  readonly project: string
  readonly name: string
  readonly column: BoardColumn
  /** The neediest first. */
  readonly tasks: readonly [SeenTask, ...SeenTask[]]
  readonly isPinned: boolean
  readonly isArchived: boolean
}

const needs = ({ activity }: Pick<Task, 'activity'>): number =>
  activity === 'waiting' ? 0 : activity === 'busy' ? 1 : 2

/** Pinned, waiting, busy, the rest; of two alike the one that moved last. */
export function byUrgency(a: TaskCard, b: TaskCard): number {
  if (a.isPinned !== b.isPinned) return a.isPinned ? -1 : 1
  const [first, second] = [a.tasks[0], b.tasks[0]]
  return needs(first) - needs(second) || (first.since < second.since ? 1 : first.since > second.since ? -1 : 0)
}

/** What failed is looked at like what is finished. */
const columnOf = ({ state }: Pick<Task, 'state'>): BoardColumn =>
  state === 'failed' || state === 'broken' ? 'in_review' : state

/** Tries stand where there is still something to be done. */
const columnOfAll = (tasks: readonly Task[]): BoardColumn => {
  const columns = new Set(tasks.map(columnOf))
  return (['in_progress', 'pending', 'in_review', 'complete'] as const).find((one) => columns.has(one)) ?? 'pending'
}

export function taskCards(tasks: readonly SeenTask[]): readonly TaskCard[] {
  const groups = Map.groupBy(tasks, ({ id, best, isArchived }) =>
    best === undefined || isArchived ? id : `best ${best.group}`,
  )
  return [...groups].flatMap(([key, group]) => {
    const [first, ...others] = group.toSorted(
      (a, b) => needs(a) - needs(b) || (a.best?.number ?? 0) - (b.best?.number ?? 0),
    )
    if (first === undefined) return []
    return [
      {
        key: others.length === 0 ? first.id : key,
        ...{ project: first.project, name: others.length === 0 ? first.name : nameOfTries(first) },
        ...{ column: columnOfAll(group), tasks: [first, ...others] as const, isArchived: first.isArchived },
        isPinned: group.some(({ isPinned }) => isPinned),
      },
    ]
  })
}

/** Each is called after its number. */
const nameOfTries = ({ name, best }: Task): string => {
  const end = `${best?.number ?? ''}`
  return name.endsWith(end) ? name.slice(0, name.length - end.length).replace(/[\s-]+$/, '') || name : name
}

/** `tce/empty-cart-1 to -3`; undefined: it has no branch. */
export function branchOf({ tasks }: Pick<TaskCard, 'tasks'>): string | undefined {
  const branches = tasks.flatMap(({ worktree }) => worktree?.branch ?? []).toSorted()
  const [first] = branches
  const last = branches.at(-1)
  if (first === undefined || last === undefined || first === last) return first
  return `${first} to ${/-\d+$/.exec(last)?.[0] ?? last}`
}

/** Of all tries together; undefined: nothing is known to have changed. */
export function linesOf({ tasks }: Pick<TaskCard, 'tasks'>) {
  const changes = tasks.flatMap(({ changes }) => (changes === undefined || changes.files === 0 ? [] : [changes]))
  if (changes.length === 0) return undefined
  const sum = (of: (one: (typeof changes)[number]) => number) => changes.reduce((all, one) => all + of(one), 0)
  return { added: sum(({ addedLines }) => addedLines), removed: sum(({ removedLines }) => removedLines) }
}

/** Of those of which one is known. */
export function costOf(cards: readonly Pick<TaskCard, 'tasks'>[]): number | undefined {
  const known = cards.flatMap(({ tasks }) => tasks.flatMap(({ costUsd }) => costUsd ?? []))
  return known.length === 0 ? undefined : known.reduce((all, one) => all + one, 0)
}

/** Of how many tries the tests passed; one without tests did not. Undefined: it is no several tries, or no tests of any were seen. */
export function triesPassed({ tasks }: Pick<TaskCard, 'tasks'>) {
  if (tasks.length === 1 || tasks.every(({ tests }) => tests === undefined)) return undefined
  return { passed: tasks.filter(({ tests }) => tests?.failed === 0).length, of: tasks.length }
}

/** "41", or of how many how many failed: "1 of 312"; of several tries how many passed: "2 of 3". Undefined: none were seen. */
export function testsOf({ tasks }: Pick<TaskCard, 'tasks'>) {
  const tries = triesPassed({ tasks })
  if (tries !== undefined)
    return { isOk: tries.passed > 0, words: `${tries.passed} of ${tries.of}`, told: 'passed' } as const
  const [{ tests }] = tasks
  if (tests === undefined) return undefined
  const { passed, failed } = tests
  if (failed === 0) return { isOk: true, words: `${passed}`, told: 'passed' } as const
  return { isOk: false, words: `${failed} of ${passed + failed}`, told: 'failed' } as const
}

/** Since when it is there: the first try's. */
export const createdAtOf = ({ tasks }: Pick<TaskCard, 'tasks'>): string =>
  tasks.map(({ createdAt }) => createdAt).toSorted()[0] ?? tasks[0].createdAt

export interface Board {
  readonly columns: Readonly<Record<BoardColumn, readonly TaskCard[]>>
  /** Done on another day, and not put away. */
  readonly doneBefore: readonly TaskCard[]
}

/** `dayStart`: ISO 8601, in UTC, of the day that it is for its user. */
export function boardOf(cards: readonly TaskCard[], dayStart: string): Board {
  const open = cards.filter(({ isArchived }) => !isArchived).toSorted(byUrgency)
  const isBefore = ({ column, tasks, isPinned }: TaskCard) =>
    column === 'complete' && !isPinned && tasks.every(({ since }) => since < dayStart)
  const shown = open.filter((card) => !isBefore(card))
  const columnsOf = (column: BoardColumn) => shown.filter((card) => card.column === column)
  return {
    columns: {
      pending: columnsOf('pending'),
      in_progress: columnsOf('in_progress'),
      in_review: columnsOf('in_review'),
      complete: columnsOf('complete'),
    },
    doneBefore: open.filter(isBefore),
  }
}

export interface TaskGroup {
  readonly id: 'pinned' | BoardColumn | 'before' | 'archived'
  readonly name: string
  readonly cards: readonly TaskCard[]
}

/** Those of the list, in their order; empty ones are left out. */
export function taskGroups(cards: readonly TaskCard[], dayStart: string): readonly TaskGroup[] {
  const { columns, doneBefore } = boardOf(cards, dayStart)
  const order = ['in_progress', 'in_review', 'pending', 'complete'] as const
  const all = order.map((id) => ({ id, name: columnNames[id], cards: columns[id] }))
  const groups: readonly TaskGroup[] = [
    { id: 'pinned', name: 'Pinned', cards: all.flatMap(({ cards: some }) => some.filter(({ isPinned }) => isPinned)) },
    ...all.map((group) => ({ ...group, cards: group.cards.filter(({ isPinned }) => !isPinned) })),
    { id: 'before', name: 'Done before', cards: doneBefore },
    { id: 'archived', name: 'Archived', cards: cards.filter(({ isArchived }) => isArchived).toSorted(byUrgency) },
  ]
  return groups.filter(({ cards: some }) => some.length > 0)
}

/** Every word is somewhere in what a card says, or in the prompt. */
export function cardsWith(cards: readonly TaskCard[], text: string, project: string): readonly TaskCard[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean)
  if (words.length === 0 && project === '') return cards
  return cards.filter((card) => {
    if (project !== '' && card.project !== project) return false
    const said = card.tasks
      .flatMap(({ id, name, backend, model, seenModel, prompt }) => [id, name, backend, model, seenModel, prompt])
      .concat(card.project, card.name, branchOf(card))
      .join('\n')
      .toLowerCase()
    return words.every((word) => said.includes(word))
  })
}

/** Where its user can put it by a word; undefined: what its agent does moves it. */
export function placeToPut({ column, tasks }: Pick<TaskCard, 'column' | 'tasks'>): BoardColumn | undefined {
  const isAll = (...states: readonly Task['state'][]) => tasks.every(({ state }) => states.includes(state))
  if (column === 'pending') return 'in_progress'
  if (column === 'in_review' && isAll('in_review', 'complete')) return 'complete'
  return column === 'complete' ? 'in_review' : undefined
}

/** By a merge of ours, or by its forge. */
export const isMerged = ({ merged, pr }: Pick<Task, 'merged' | 'pr'>): boolean =>
  merged !== undefined || pr?.state === 'merged'

/** "Tidy up 2 merged…", of those that are done. */
export function tidyWords(cards: readonly Pick<TaskCard, 'tasks'>[]): string {
  const merged = cards
    .flatMap(({ tasks }) => tasks)
    .filter((task) => task.state === 'complete' && isMerged(task)).length
  return merged === 0 ? 'Tidy up…' : `Tidy up ${merged} merged…`
}

/** Its agent runs, as far as is known here. */
export const runs = ({ run }: Pick<Task, 'run'>): boolean => run !== undefined && run.exit === undefined
