/** What `tce waiting -i` shows and does: a list that never moves under the cursor, and one answer at a time by keys. */
import { ownUser } from '../../core/audit/audit.ts'
import { parseProcessId } from '../../core/process/process.ts'
import { seconds } from '../../core/time/duration.ts'
import type { AnswerOrder, Approval } from '../../core/waiting/approval.ts'
import { mayAlways, mayApprove } from '../../core/waiting/approval-words.ts'
import type { ListedItem, WaitingReport } from '../../core/waiting/waiting-report.ts'
import { isPickable, isTurn, listedItems } from '../../core/waiting/waiting-report.ts'
import type { FleetService } from '../../services/fleet.ts'
import type { WaitingService } from '../../services/waiting.ts'
import { chosen } from '../answer-words.ts'

/** What the keys are for at this moment. */
export type DeskMode =
  | { readonly kind: 'list' }
  /** `stops`: its turn ends with it. */
  | {
      readonly kind: 'word'
      readonly for: 'deny' | 'keep-planning'
      readonly typed: string
      readonly stops?: boolean | undefined
    }
  | { readonly kind: 'offers' }
  /** `allow`, spelled out. */
  | { readonly kind: 'sure'; readonly typed: string }
  | { readonly kind: 'question'; readonly typed: string; readonly choices: readonly (readonly string[])[] }
  /** Each of the chosen ones is listed; the same key again answers them all. */
  | { readonly kind: 'batch'; readonly answer: 'allow' | 'deny' }
  | { readonly kind: 'sending' }

export interface DeskState {
  readonly items: readonly ListedItem[]
  readonly cursor: number
  readonly mode: DeskMode
  /** Those that are answered together, by their ids. */
  readonly picked: ReadonlySet<string>
  /** First line of the request that is shown. */
  readonly scroll: number
  /** What came of the last key, in a sentence. */
  readonly said?: string | undefined
}

/** What it asks, and what it does. */
export interface DeskServices {
  readonly waiting: WaitingService
  readonly fleet: Pick<FleetService, 'jump'>
}

const list: DeskMode = { kind: 'list' }
/** A key that was meant for what stood there before must answer nothing. */
const restMs = seconds(1)
const restAtFirstMs = 600
const moreToSee = 'There is more of it: space shows it. Nothing is allowed that was not seen.'

export const approvalOf = (item: ListedItem | undefined): Approval | undefined =>
  item !== undefined && 'approval' in item ? item.approval : undefined

export class WaitingDesk {
  readonly #waiting: WaitingService
  readonly #fleet: DeskServices['fleet']
  readonly #nowMs: () => number
  readonly #changed: () => void
  /** Since when the request under the cursor stands there as it is. */
  #shown: { readonly what: string; readonly atMs: number; readonly restMs: number }
  state: DeskState = { items: [], cursor: 0, mode: list, picked: new Set(), scroll: 0 }
  /** How many lines of the request are below the screen: told by who draws. Nothing is allowed that was not seen to its end. */
  unseenLines = 0

  constructor({ waiting, fleet }: DeskServices, nowMs: () => number, changed: () => void) {
    this.#waiting = waiting
    this.#fleet = fleet
    this.#nowMs = nowMs
    this.#changed = changed
    this.#shown = { what: '', atMs: nowMs(), restMs: restAtFirstMs }
  }

  get current(): ListedItem | undefined {
    return this.state.items[this.state.cursor]
  }

  /** Rows keep their places; what is over goes, but for the one under the cursor; new ones come last. */
  take(report: WaitingReport): void {
    const now = new Map(listedItems(report).map((item) => [item.id, item]))
    const here = this.current
    const kept = this.state.items.flatMap((item) => {
      const next = now.get(item.id) ?? (item.id === here?.id ? report.over.find(({ id }) => id === item.id) : undefined)
      return next === undefined ? [] : [next]
    })
    const known = new Set(kept.map(({ id }) => id))
    this.#show([...kept, ...[...now.values()].filter(({ id }) => !known.has(id))], here?.id)
    this.#changed()
  }

  #show(items: readonly ListedItem[], currentId: string | undefined): void {
    const at = items.findIndex(({ id }) => id === currentId)
    const cursor = at >= 0 ? at : Math.max(0, Math.min(this.state.cursor, items.length - 1))
    this.state = { ...this.state, items, cursor }
    this.#rest()
  }

  #rest(): void {
    const approval = approvalOf(this.current)
    const what = `${this.current?.id} ${approval?.nonce} ${approval?.state}`
    if (what === this.#shown.what) return
    const isFirst = this.#shown.what === ''
    this.#shown = { what, atMs: this.#nowMs(), restMs: isFirst ? restAtFirstMs : restMs }
    this.state = { ...this.state, scroll: 0, mode: this.state.mode.kind === 'sending' ? this.state.mode : list }
  }

  #isResting = () => this.#nowMs() - this.#shown.atMs < this.#shown.restMs

  /** Whether the keys were for us; q and Ctrl-C end it. */
  press(keys: string): boolean {
    if (keys.includes('\u0003')) return false
    const isOurs = this.state.mode.kind === 'list' ? this.#command(keys) : this.#inMode(keys)
    this.#changed()
    return isOurs
  }

  #command(key: string): boolean {
    switch (key) {
      case 'j':
      case '\u001b[B':
        return this.#move(1)
      case 'k':
      case '\u001b[A':
        return this.#move(-1)
      case ' ':
        return this.#scrollOn()
      case 'o':
        return this.#jump()
      case 'e':
        return this.#seen()
      case 'x':
        return this.#pick()
      case '\u001b':
        return this.#later()
      default:
        return this.#answerKey(key)
    }
  }

  #scrollOn(): boolean {
    this.state = { ...this.state, scroll: this.state.scroll + Math.min(10, this.unseenLines) }
    return true
  }

  #move(by: number): boolean {
    const { items, cursor } = this.state
    const next = Math.max(0, Math.min(items.length - 1, cursor + by))
    const id = items[next]?.id
    // What is over goes once the cursor leaves it.
    const left = items.filter((item) => approvalOf(item)?.state !== 'over' || item.id === id)
    this.state = { ...this.state, said: undefined }
    this.#show(left, id)
    return true
  }

  #jump(): boolean {
    const ref = parseProcessId(this.current?.agentId ?? '')
    if (ref === undefined) this.#say('It has no process that is known.')
    else {
      this.#fleet.jump(ref, ownUser('cli')).then(
        ({ message, command }) => this.#say(command === undefined ? message : `${message} By hand: ${command}`),
        (cause: unknown) => this.#say(messageOf(cause)),
      )
    }
    return true
  }

  #seen(): boolean {
    const { current } = this
    if (current === undefined || !isTurn(current)) return true
    this.#waiting.markSeen([current.id]).then(
      (report) => this.take(report),
      () => this.#say('It could not be marked as seen.'),
    )
    this.#show(
      this.state.items.filter(({ id }) => id !== current.id),
      undefined,
    )
    return true
  }

  #later(): boolean {
    const { current } = this
    if (this.state.picked.size > 0) {
      this.state = { ...this.state, picked: new Set() }
      return true
    }
    if (current === undefined || isTurn(current)) return true
    this.#waiting.putOff([current.id]).catch((cause: unknown) => this.#say(messageOf(cause)))
    this.#show([...this.state.items.filter(({ id }) => id !== current.id), current], undefined)
    return true
  }

  #answerKey(key: string): boolean {
    if (!/^[ynNa1-9]$/.test(key)) return false
    if (this.state.picked.size > 0) return this.#batchKey(key)
    const approval = approvalOf(this.current)
    if (approval?.state !== 'open' || this.#isResting()) return true
    const { kind, answers, irrevocable, thing, typedInto } = approval
    if (kind === 'plan' && /^[123]$/.test(key)) this.#planKey(key, approval)
    else if (thing.form === 'questions' && /^\d$/.test(key)) this.#mode({ kind: 'question', typed: key, choices: [] })
    else if (key === 'n' && !answers.includes(noOf(approval))) this.#say('Only its options can be chosen from here.')
    else if (key === 'n' && typedInto !== undefined) this.#send({ answer: noOf(approval) })
    else if (key === 'n') this.#mode({ kind: 'word', for: noOf(approval), typed: '' })
    else if (key === 'N' && approval.stops !== undefined) {
      this.#mode({ kind: 'word', for: 'deny', typed: '', stops: true })
    } else if (kind !== 'permission') return true
    else if (this.unseenLines > 0) this.#say(moreToSee)
    else if (key === 'y' && irrevocable !== undefined) this.#mode({ kind: 'sure', typed: '' })
    else if (key === 'y') this.#send({ answer: 'allow' })
    else if (key === 'a' && mayAlways(approval)) this.#mode({ kind: 'offers' })
    return true
  }

  /** Permissions alone; what cannot be taken back is answered one by one. */
  #pick(): boolean {
    const { current } = this
    const picked = new Set(this.state.picked)
    if (current === undefined || !isPickable(current)) this.#say('It is answered alone.')
    else if (!picked.delete(current.id)) picked.add(current.id)
    this.state = { ...this.state, picked }
    return true
  }

  #batchKey(key: string): boolean {
    if (key === 'y' || key === 'n') this.#mode({ kind: 'batch', answer: key === 'y' ? 'allow' : 'deny' })
    else this.#say('Several are chosen: y allows them once each, n denies them, x lets one go, esc all.')
    return true
  }

  /** One after another, each with its own number: one that changed meanwhile is refused, and stays. */
  async #sendBatch(answer: 'allow' | 'deny'): Promise<void> {
    const several = pickedOf(this.state)
    this.#mode({ kind: 'sending' })
    const said: string[] = []
    for (const { id, nonce } of several) {
      const answered = await this.#waiting.answer({ answer, id, nonce }, ownUser('cli'))
      if (!answered.ok) said.push(answered.error.message)
    }
    this.state = { ...this.state, picked: new Set(), mode: list }
    const done = `${several.length - said.length} of ${several.length} ${answer === 'allow' ? 'allowed once' : 'denied'}.`
    this.#say([done, ...said].join(' '))
  }

  #batchModeKey(key: string, answer: 'allow' | 'deny'): boolean {
    if (key !== (answer === 'allow' ? 'y' : 'n')) this.#mode(list)
    else if (this.unseenLines > 0) this.#say(moreToSee)
    else {
      this.#sendBatch(answer).catch((cause: unknown) => {
        this.#mode(list)
        this.#say(messageOf(cause))
      })
    }
    return true
  }

  #planKey(key: string, approval: Approval): void {
    const { answers, typedInto } = approval
    const edits = key === '1' ? 'accept' : 'ask'
    // A key takes no words.
    if (key === '3' && typedInto !== undefined) this.#send({ answer: 'keep-planning' })
    else if (key === '3') this.#mode({ kind: 'word', for: 'keep-planning', typed: '' })
    else if (!answers.includes('allow')) this.#say('Without a plan that was written down it can only be kept planning.')
    else if (!mayApprove(approval, edits)) this.#say('In its terminal it can only be approved the other way.')
    else if (this.unseenLines > 0) this.#say('There is more of it: space shows it.')
    else this.#send({ answer: 'allow', edits })
  }

  #mode(mode: DeskMode): void {
    this.state = { ...this.state, mode, said: undefined }
  }

  #say(said: string): void {
    this.state = { ...this.state, said }
    this.#changed()
  }

  #inMode(keys: string): boolean {
    const { mode } = this.state
    if (mode.kind === 'sending' || mode.kind === 'list') return true
    if (keys === '\u001b') {
      this.#mode(list)
      return true
    }
    if (mode.kind === 'offers') return this.#offerKey(keys)
    if (mode.kind === 'batch') return keys === ' ' ? this.#scrollOn() : this.#batchModeKey(keys, mode.answer)
    if (keys === '\r' || keys === '\n') this.#enter(mode)
    else if (keys === '\t' && mode.kind === 'word') this.#otherNo(mode)
    else if (keys === '\u007f' || keys === '\b') this.#mode({ ...mode, typed: mode.typed.slice(0, -1) })
    else if (!/[\u0000-\u001f]/.test(keys)) this.#mode({ ...mode, typed: mode.typed + keys })
    return true
  }

  /** Between a "no" that lets its turn go on, and one that ends it. */
  #otherNo(mode: Extract<DeskMode, { kind: 'word' }>): void {
    if (approvalOf(this.current)?.stops !== undefined) this.#mode({ ...mode, stops: mode.stops !== true })
  }

  #offerKey(key: string): boolean {
    if (key === ' ') return this.#scrollOn()
    if (this.unseenLines > 0) {
      this.#say(moreToSee)
      return true
    }
    const offer = approvalOf(this.current)?.always[Number(key) - 1]
    if (offer !== undefined) this.#send({ answer: 'always', offer: offer.id })
    return true
  }

  #enter(mode: Extract<DeskMode, { typed: string }>): void {
    if (mode.kind === 'word')
      this.#send({ answer: mode.for, text: mode.typed.trim(), stops: mode.stops === true ? true : undefined })
    else if (mode.kind === 'question') this.#chosen(mode)
    else if (mode.typed === 'allow') this.#send({ answer: 'allow', word: mode.typed })
    else this.#mode(list)
  }

  /** Several are sent together at the end. */
  #chosen({ typed, choices }: Extract<DeskMode, { kind: 'question' }>): void {
    const thing = approvalOf(this.current)?.thing
    const questions = thing?.form === 'questions' ? thing.questions : []
    const question = questions[choices.length]
    if (question === undefined || typed.trim() === '') return
    const all = [...choices, chosen(typed, question)]
    if (all.length < questions.length) this.#mode({ kind: 'question', typed: '', choices: all })
    else this.#send({ answer: 'choose', choices: all })
  }

  #send(answer: Omit<AnswerOrder, 'id' | 'nonce'>): void {
    const approval = approvalOf(this.current)
    if (approval === undefined) return
    this.#mode({ kind: 'sending' })
    this.#waiting.answer({ ...answer, id: approval.id, nonce: approval.nonce }, ownUser('cli')).then(
      (answered) => {
        const now = answered.ok ? answered.value : answered.error.approval
        const items = this.state.items.map((item) =>
          item.id === approval.id && now !== undefined && !isTurn(item) ? { ...item, approval: now } : item,
        )
        this.state = { ...this.state, items, mode: list }
        this.#rest()
        this.#say(answered.ok ? (answered.value.outcome?.message ?? '') : answered.error.message)
      },
      (cause: unknown) => {
        this.#mode(list)
        this.#say(messageOf(cause))
      },
    )
  }
}

const noOf = ({ kind }: Approval): 'deny' | 'keep-planning' => (kind === 'plan' ? 'keep-planning' : 'deny')

/** Those that still may be answered together. */
export const pickedOf = ({ items, picked }: Pick<DeskState, 'items' | 'picked'>): readonly Approval[] =>
  items.flatMap((item) => (picked.has(item.id) && isPickable(item) ? (approvalOf(item) ?? []) : []))

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
