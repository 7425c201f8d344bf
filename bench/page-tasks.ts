/** What a page's own thread does in one go: by the time that it had, not the clock's, whatever else the machine does meanwhile. */
import type { Browser, Page } from 'playwright-core'

/** Milliseconds of each task while this went on. */
export async function tracedTasks(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<readonly number[]> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await work()
  return tasksOf(JSON.parse(String(await browser.stopTracing())) as Trace)
}

interface Trace {
  readonly traceEvents: readonly {
    readonly name: string
    readonly pid: number
    readonly tid: number
    /** Of the thread's own time, in microseconds. */
    readonly tdur?: number
    readonly args?: { readonly name?: string }
  }[]
}

/** Milliseconds of each task of the page's main thread: the one of all of them that did most. */
function tasksOf({ traceEvents }: Trace): readonly number[] {
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const lists = threads.map(({ pid, tid }) =>
    traceEvents.flatMap((one) =>
      one.pid === pid && one.tid === tid && one.name.endsWith('RunTask') ? [(one.tdur ?? 0) / 1000] : [],
    ),
  )
  const sumOf = (list: readonly number[]) => list.reduce((sum, ms) => sum + ms, 0)
  return lists.toSorted((a, b) => sumOf(b) - sumOf(a))[0] ?? []
}
