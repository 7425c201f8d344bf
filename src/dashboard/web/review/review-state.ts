/** What the page knows of the changes of one task: the list, the rows of the files that were looked at, and what was said of them. */
import type { Result } from '../../../core/result.ts'
import type {
  ChangedFile,
  FileDiff,
  PackageChange,
  ReviewComment,
  ReviewedChanges,
  ReviewScope,
  ReviewState,
} from '../../../core/review/review.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { type ReadonlySignal, type Signal, signal } from '../store.ts'

/** The rows of a file, or why there are none yet. */
export type Rows = FileDiff | ApiProblem | 'loading'
export const isDiff = (rows: Rows | undefined): rows is FileDiff => typeof rows === 'object' && 'hunks' in rows

/** A line of one side; without it the whole file. */
export interface Place {
  readonly path: string
  readonly side: 'before' | 'after'
  readonly line?: number | undefined
  readonly endLine?: number | undefined
}

/** What is being written: a new comment, or another text for one. */
export interface Draft extends Place {
  readonly text: string
  readonly id?: string | undefined
}

export interface Review {
  readonly taskId: string
  readonly of: ReviewScope
  readonly changes: ReadonlySignal<ReviewedChanges | undefined>
  readonly problem: ReadonlySignal<ApiProblem | undefined>
  /** What is read first is there: what else there is to ask of git takes nothing from it any more. */
  readonly isDrawn: ReadonlySignal<boolean>
  /** Files that are others than those that are shown. */
  readonly stale: ReadonlySignal<readonly string[]>
  readonly comments: ReadonlySignal<readonly ReviewComment[]>
  readonly prompt: ReadonlySignal<string | undefined>
  readonly draft: Signal<Draft | undefined>
  readonly open: Signal<ReadonlySet<string>>
  rowsOf(path: string): Signal<Rows | undefined>
  /** Asked for once, a few at a time. */
  loadRows(path: string, most?: number): void
  /** Of a lock file in that version: what it locks otherwise. Undefined: it can't be told. */
  packagesOf(path: string, version: string): Promise<readonly PackageChange[] | undefined>
  /** The list anew; rows of what is another file by now are read again. */
  reload(): Promise<void>
  look(): Promise<void>
  setOpen(path: string, isOpen: boolean): void
  view(file: ChangedFile, isViewed: boolean): Promise<ApiProblem | undefined>
  saveDraft(): Promise<ApiProblem | undefined>
  removeComment(id: string): Promise<ApiProblem | undefined>
  readComments(): Promise<void>
  /** At once: who may read need not wait until the page is connected. */
  begin(): Promise<void>
  /** Looks now and then whether something has changed, until what it returns is called. */
  follow(): () => void
}

const mostAtOnce = 3
/** A list of which nothing has to be loaded is drawn by then. */
const drawnByMs = 1_500
/** Of a list with more than that the first so many are open. */
export const firstOpen = 20
const lookEveryMs = 4_000
/** A look that takes long is not begun again at once. */
const restFor = 8

export const listOf = (taskId: string, of: ReviewScope): Promise<Result<ReviewedChanges, ApiProblem>> =>
  ask(api.tasks[':id'].git.diff.$get({ param: { id: taskId }, query: { of } })) as Promise<
    Result<ReviewedChanges, ApiProblem>
  >

export function createReview(taskId: string, of: ReviewScope): Review {
  const param = { id: taskId }
  const changes = signal<ReviewedChanges | undefined>(undefined)
  const problem = signal<ApiProblem | undefined>(undefined)
  const isDrawn = signal(false)
  const stale = signal<readonly string[]>([])
  const comments = signal<readonly ReviewComment[]>([])
  const prompt = signal<string | undefined>(undefined)
  const draft = signal<Draft | undefined>(undefined)
  const open = signal<ReadonlySet<string>>(new Set())
  const rows = new Map<string, Signal<Rows | undefined>>()
  const waiting: { readonly path: string; readonly most?: number | undefined }[] = []
  let running = 0

  const rowsOf = (path: string) => {
    const found = rows.get(path) ?? signal<Rows | undefined>(undefined)
    rows.set(path, found)
    return found
  }

  function pump(): void {
    while (running < mostAtOnce) {
      // What was asked for last is what is looked at.
      const next = waiting.pop()
      if (next === undefined) return
      running += 1
      void loadNow(next.path, next.most).finally(() => {
        running -= 1
        pump()
        if (running === 0) isDrawn.value = true
      })
    }
  }
  async function loadNow(path: string, most: number | undefined): Promise<void> {
    const query = { of, path, ...(most === undefined ? {} : { rows: String(most) }) }
    const told = (await ask(api.tasks[':id'].git.diff.$get({ param, query }))) as Result<FileDiff, ApiProblem>
    rowsOf(path).value = told.ok ? told.value : told.error
  }
  function loadRows(path: string, most?: number): void {
    const now = rowsOf(path)
    if (now.peek() !== undefined && most === undefined) return
    if (now.peek() === undefined) now.value = 'loading'
    waiting.push({ path, most })
    pump()
  }

  /** By its path and version: what was scrolled away comes back without being asked for. */
  const packages = new Map<string, Promise<readonly PackageChange[] | undefined>>()
  function packagesOf(path: string, version: string) {
    const key = `${version} ${path}`
    const query = { of, path, rows: '0' }
    const known = packages.get(key)
    if (known !== undefined) return known
    const found = (ask(api.tasks[':id'].git.diff.$get({ param, query })) as Promise<Result<FileDiff, ApiProblem>>).then(
      (told) => {
        if (!told.ok) packages.delete(key)
        return told.ok ? told.value.packages : undefined
      },
    )
    packages.set(key, found)
    return found
  }

  async function read(): Promise<Result<ReviewedChanges, ApiProblem>> {
    const told = await listOf(taskId, of)
    if (told.ok) {
      if (changes.peek() === undefined) {
        open.value = openAtFirst(told.value.files)
        setTimeout(() => {
          isDrawn.value = true
        }, drawnByMs)
      }
      changes.value = told.value
      stale.value = []
    }
    problem.value = told.ok ? undefined : told.error
    return told
  }
  async function readComments(): Promise<void> {
    const told = await ask(api.tasks[':id'].comments.$get({ param }))
    if (!told.ok) return
    comments.value = told.value.comments
    prompt.value = told.value.prompt
  }
  async function begin(): Promise<void> {
    await Promise.all([read(), readComments()])
  }
  async function reload(): Promise<void> {
    const before = new Map((changes.peek()?.files ?? []).map((file) => [file.path, file.version]))
    const told = await read()
    if (!told.ok) return
    for (const file of told.value.files) {
      const known = rows.get(file.path)
      if (!isDiff(known?.peek()) || before.get(file.path) === file.version) continue
      // What stands there stays until the new rows are here.
      waiting.push({ path: file.path })
    }
    pump()
    await readComments()
  }
  async function look(): Promise<void> {
    const shown = changes.peek()
    if (shown === undefined) return void (await read())
    const told = await ask(api.tasks[':id'].git.diff.state.$get({ param, query: { of } }))
    if (told.ok && changes.peek() === shown) stale.value = changedSince(shown, told.value)
  }

  const setOpen = (path: string, isOpen: boolean) => {
    const next = new Set(open.peek())
    if (isOpen) next.add(path)
    else next.delete(path)
    open.value = next
  }
  const patch = (path: string, change: Partial<ChangedFile>) => {
    const shown = changes.peek()
    if (shown === undefined) return
    const files = shown.files.map((file) => (file.path === path ? { ...file, ...change } : file))
    changes.value = { ...shown, files, viewed: files.filter(({ isViewed }) => isViewed).length }
  }

  return {
    ...{ taskId, of, changes, problem, isDrawn, stale, comments, prompt, draft, open },
    ...{ rowsOf, loadRows, packagesOf, begin, reload, look, setOpen, readComments },
    async view(file, isViewed) {
      const json = { path: file.path, isViewed, ...(isViewed ? { version: file.version } : {}) }
      const told = await ask(api.tasks[':id'].viewed.$put({ param, json }))
      if (!told.ok) return told.error
      patch(file.path, { isViewed })
      setOpen(file.path, !isViewed)
      return undefined
    },
    async saveDraft() {
      const { id, text, ...place } = draft.peek() ?? { text: '', path: '', side: 'after' as const }
      const told =
        id === undefined
          ? await ask(api.tasks[':id'].comments.$post({ param, json: { ...place, text } }))
          : await ask(api.tasks[':id'].comments[':comment'].$put({ param: { ...param, comment: id }, json: { text } }))
      if (!told.ok) return told.error
      draft.value = undefined
      await readComments()
      return undefined
    },
    async removeComment(id) {
      const told = await ask(api.tasks[':id'].comments[':comment'].$delete({ param: { ...param, comment: id } }))
      if (!told.ok) return told.error
      await readComments()
      return undefined
    },
    follow() {
      let timer: ReturnType<typeof setTimeout> | undefined
      let isOver = false
      const turn = async () => {
        const began = performance.now()
        if (document.visibilityState === 'visible') await look()
        if (!isOver) timer = setTimeout(turn, Math.max(lookEveryMs, restFor * (performance.now() - began)))
      }
      const isRead = problem.peek() === undefined
      void (isRead ? Promise.resolve() : begin()).then(() => {
        if (!isOver) timer = setTimeout(turn, lookEveryMs)
      })
      return () => {
        isOver = true
        clearTimeout(timer)
      }
    },
  }
}

function openAtFirst(files: readonly ChangedFile[]): ReadonlySet<string> {
  const unread = files.filter(({ isViewed }) => !isViewed)
  const first = unread.filter(({ folded }) => folded === undefined).slice(0, firstOpen)
  // Each a line, which says why it has no more.
  const folded = unread.filter((file) => file.folded !== undefined)
  return new Set([...first, ...folded].map(({ path }) => path))
}

/** Those that came, went or are others. What was ticked off here is no news where only the others are asked for. */
export function changedSince(
  { files, of }: Pick<ReviewedChanges, 'files' | 'of'>,
  now: Pick<ReviewState, 'files'>,
): readonly string[] {
  const there = new Map(now.files.map(({ path, version }) => [path, version]))
  const isTicked = ({ path, isViewed }: ChangedFile) => of === 'unviewed' && isViewed && !there.has(path)
  const others = files.filter((file) => there.get(file.path) !== file.version && !isTicked(file))
  const shown = new Set(files.map(({ path }) => path))
  return [
    ...others.map(({ path }) => path),
    ...now.files.filter(({ path }) => !shown.has(path)).map(({ path }) => path),
  ]
}
