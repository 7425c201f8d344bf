/**
 * What the page of an address asks for before it can draw: named in the head of its HTML's answer (RFC 8288), so that the browser asks beside
 * the scripts and not when these have run. The list of a large change takes git as long as all the scripts take the browser.
 */
import { isScope } from '../core/review/review-words.ts'

interface EarlyAsks {
  /** The screen whose script and style are fetched, by the name of its file. */
  readonly screen: string
  /** As the page itself will ask: an answer is only taken for a request that is alike. */
  readonly answers: readonly string[]
}

/** Undefined: all that it needs stands in its HTML. */
export function earlyAsks(path: string, query: Readonly<Record<string, string>>): EarlyAsks | undefined {
  const id = /^\/tasks\/([\w-]{1,40})\/changes$/.exec(path)?.[1]
  // Several beside each other ask otherwise.
  if (id === undefined || query['with'] !== undefined) return undefined
  const { of = 'all' } = query
  return { screen: 'review-screen', answers: [`/api/tasks/${id}/git/diff?of=${isScope(of) ? of : 'all'}`] }
}

/** @param urls of all files of the page */
export function linkHeader({ screen, answers }: EarlyAsks, urls: readonly string[]): string {
  const own = urls.filter((url) => url.startsWith(`/assets/${screen}-`))
  return [
    ...own.filter((url) => url.endsWith('.js')).map((url) => `<${url}>; rel=modulepreload; crossorigin`),
    ...own.filter((url) => url.endsWith('.css')).map((url) => `<${url}>; rel=preload; as=style; crossorigin`),
    ...answers.map((url) => `<${url}>; rel=preload; as=fetch; crossorigin`),
  ].join(', ')
}
