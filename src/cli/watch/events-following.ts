/** What `tce events --follow` shows: events as they come, held, filtered or one in full, as the keys have it. */
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import type { EventPulse } from '../../core/captured/event-pulse.ts'
import { bothQueries } from '../../core/query/both-queries.ts'
import type { EventFollow, EventService, FollowedEvents } from '../../services/events.ts'
import type { FollowState } from '../views/events-follow-view.ts'

export interface FollowingOptions {
  readonly events: EventService
  /** What was asked for on the command line; what is typed behind `/` is added to it. */
  readonly request: EventFollow
  readonly first: readonly CapturedEvent[]
}

/** More is asked for with `tce events`. */
const mostKept = 500

export class Following {
  readonly #options: FollowingOptions
  readonly #pulse: EventPulse
  readonly #nowMs: () => number
  readonly #changed: () => void
  /** All that came, whether or not the lines stand still. */
  #events: readonly CapturedEvent[]
  #endFollowing: (() => void) | undefined
  state: FollowState

  constructor(options: FollowingOptions, pulse: EventPulse, nowMs: () => number, changed: () => void) {
    this.#options = options
    this.#pulse = pulse
    this.#nowMs = nowMs
    this.#changed = changed
    this.#events = options.first
    this.state = { events: options.first, filter: '' }
  }

  async begin(afterId: number | undefined): Promise<void> {
    const { events } = this.#options
    const from = afterId ?? (await events.totals()).newestId
    const begun = await events.follow({ ...this.#asked(this.state.filter), afterId: from }, (told) => this.#take(told))
    if (begun.ok) this.#endFollowing = begun.value
  }

  #asked(filter: string): EventFollow {
    const { request } = this.#options
    const query = bothQueries(request.query ?? '', filter).text
    return { ...request, query }
  }

  end(): void {
    this.#endFollowing?.()
    this.#endFollowing = undefined
  }

  #take({ events }: FollowedEvents): void {
    for (const event of events) this.#pulse.add(event)
    this.#events = [...this.#events, ...events].slice(-mostKept)
    const { held } = this.state
    this.state =
      held === undefined
        ? { ...this.state, events: this.#events }
        : { ...this.state, held: { ...held, news: held.news + events.length } }
    this.#changed()
  }

  /** Whether the keys were for us; q and Ctrl-C end it. */
  press(keys: string): boolean {
    if (keys.includes('\u0003')) return false
    const isOurs = this.state.typing === undefined ? this.#command(keys) : this.#type(keys)
    this.#changed()
    return isOurs
  }

  #command(key: string): boolean {
    const { opened, held } = this.state
    switch (key) {
      case ' ':
        this.state = { ...this.state, opened: undefined, ...(held === undefined ? this.#hold('space') : this.#goOn()) }
        return true
      case '/':
        this.state = { ...this.state, typing: this.state.filter }
        return true
      case 'e':
        this.#jumpToError()
        return true
      case '\r':
      case '\n':
        this.state = { ...this.state, opened: opened === undefined ? this.state.events.at(-1) : undefined }
        return true
      case '\u001b':
        this.state = { ...this.state, opened: undefined }
        return true
      default:
        return false
    }
  }

  #hold = (why: 'space' | 'error') => ({ held: { atMs: this.#nowMs(), news: 0, why } })
  #goOn = () => ({ held: undefined, events: this.#events })

  /** It is the last line then, and enter opens it. */
  #jumpToError(): void {
    const at = this.#events.findLastIndex(({ level }) => level === 'error')
    if (at < 0) return
    this.state = { ...this.state, ...this.#hold('error'), events: this.#events.slice(0, at + 1), opened: undefined }
  }

  #type(keys: string): boolean {
    const typed = this.state.typing ?? ''
    if (keys === '\u001b') this.state = { ...this.state, typing: undefined, wrong: undefined }
    else if (keys === '\r' || keys === '\n') void this.#filterBy(typed.trim())
    else if (keys === '\u007f' || keys === '\b') this.state = { ...this.state, typing: typed.slice(0, -1) }
    else if (!/[\u0000-\u001f]/.test(keys)) this.state = { ...this.state, typing: typed + keys }
    return true
  }

  async #filterBy(filter: string): Promise<void> {
    const { events } = this.#options
    const page = await events.ask({ ...this.#asked(filter), limit: 100, afterId: undefined })
    if (!page.ok) {
      this.state = { ...this.state, wrong: page.error.message }
      this.#changed()
      return
    }
    this.end()
    this.#events = page.value.events.toReversed()
    this.state = { events: this.#events, filter }
    await this.begin(this.#events.at(-1)?.id)
    this.#changed()
  }
}
