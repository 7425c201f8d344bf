/** Who waits for you, as panel and page share it: what is under the cursor, what was put off, and answers on their way. */
import type { AnswerOrder, Approval } from '../../../core/waiting/approval.ts'
import type { ListedItem, WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { isPickable, isTurn, listedItems, nothingWaits } from '../../../core/waiting/waiting-report.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { liveWaiting } from '../live/live-store.ts'
import { batch, computed, signal } from '../store.ts'
import { type Failure, failureFrom } from './failure.ts'
import { toastOutcome } from './outcome-toast.tsx'
import { rangeTo, toggled } from './picked.ts'
import { besideIn, chosenIn, isOver, listOf } from './waiting-list.ts'

const chosenId = signal<string | undefined>(undefined)
const kept = signal<WaitingItem | undefined>(undefined)
const held = signal<readonly string[] | undefined>(undefined)
/** Answers that the server took, until it tells of them itself. */
const answered = signal<ReadonlyMap<string, Approval>>(new Map())

export type GivenAnswer = Omit<AnswerOrder, 'id' | 'nonce'>
/** The last answer to each, from this page. */
const given = signal<ReadonlyMap<string, GivenAnswer>>(new Map())
const failures = signal<ReadonlyMap<string, Failure>>(new Map())
/** Those that are answered together, and the one that was chosen last. */
const picked = signal<ReadonlySet<string>>(new Set())
const pickedLast = signal<string | undefined>(undefined)
/** Several at once: the server answers when the agent was seen to take it, and nobody waits with the next until then. */
const sending = signal<ReadonlySet<string>>(new Set())

export const waitingList = computed(() => {
  const list = listOf(liveWaiting.value ?? nothingWaits, {
    held: held.value,
    kept: kept.value,
  })
  const known = answered.value
  const waiting = list.waiting.map((item) => {
    const approval = known.get(item.id)
    return approval === undefined || item.approval?.state === 'over' ? item : { ...item, approval }
  })
  return { ...list, waiting }
})

/** Not those that are over and still stand there. */
export const openCount = computed(() => waitingList.value.waiting.filter((item) => !isOver(item)).length)
export const listItems = computed(() => listedItems(waitingList.value))
export const chosenItem = computed(() => chosenIn(listItems.value, chosenId.value))
export const nextItem = computed(() => {
  const { value } = chosenItem
  const others = waitingList.value.waiting.filter(({ id, approval }) => id !== value?.id && approval?.state !== 'over')
  return others[0]
})

/** What may not be answered together any more drops out. */
export const pickedItems = computed(() =>
  waitingList.value.waiting.filter((item) => picked.value.has(item.id) && isPickable(item)),
)
export const isPicked = (id: string): boolean => picked.value.has(id)

export function pick(item: ListedItem): void {
  if (!isPickable(item)) {
    announce('It is answered alone.')
    return
  }
  batch(() => {
    picked.value = toggled(picked.peek(), item.id)
    pickedLast.value = item.id
  })
  announce(`${pickedItems.peek().length} chosen.`)
}

export function pickRange(item: ListedItem): void {
  batch(() => {
    picked.value = rangeTo(listItems.peek(), picked.peek(), pickedLast.peek(), item.id)
    pickedLast.value = item.id
  })
  announce(`${pickedItems.peek().length} chosen.`)
}

export function pickNone(): void {
  batch(() => {
    picked.value = new Set()
    pickedLast.value = undefined
  })
}

export const failureOf = (id: string): Failure | undefined => failures.value.get(id)
export const givenTo = (id: string): GivenAnswer | undefined => given.value.get(id)
export const isSending = (id: string): boolean => sending.value.has(id)

export function choose(item: ListedItem | undefined): void {
  if (item === undefined) return
  batch(() => {
    chosenId.value = item.id
    kept.value = isTurn(item) ? undefined : item
  })
}

/** Who comes back sees who waits, not what came of the last answer. */
export function lookAnew(): void {
  const item = chosenItem.peek()
  if (item !== undefined && !isTurn(item) && isOver(item)) lookFromTheStart()
}

/** Whatever was looked at: who is needed first stands first. */
export function lookFromTheStart(): void {
  batch(() => {
    chosenId.value = undefined
    kept.value = undefined
    answered.value = new Map()
    failures.value = new Map()
  })
}

/** The one of this id, or of this agent, once it is there. Whether it is. */
export function chooseNamed(name: string): boolean {
  const found = listItems.value.find(({ id, agentId }) => id === name || agentId === name)
  choose(found)
  return found !== undefined
}

export const move = (step: 1 | -1): void => choose(besideIn(listItems.peek(), chosenItem.peek()?.id, step))

/** While somebody looks nothing moves. */
export function holdOrder(isHeld: boolean): void {
  held.value = isHeld ? waitingList.peek().waiting.map(({ id }) => id) : undefined
}

/** It goes last, until it changes or ten minutes have passed. */
export async function notNowFor(item: WaitingItem): Promise<void> {
  const next = nextItem.peek()
  batch(() => {
    if (next !== undefined) choose(next)
    held.value = undefined
  })
  const done = await ask(api.waiting['not-now'].$post({ json: { ids: [item.id] } }))
  announce(done.ok ? 'Not now. It goes last.' : done.error.message)
}

/** The request as it was read: the server refuses an answer to another one. */
export async function answer(
  item: WaitingItem,
  order: GivenAnswer,
  { isBatch = false }: { readonly isBatch?: boolean } = {},
): Promise<void> {
  const { approval } = item
  if (approval === undefined || approval.state !== 'open' || sending.peek().has(item.id)) return
  batch(() => {
    if (!isBatch) choose(item)
    sending.value = new Set(sending.peek()).add(item.id)
    given.value = new Map(given.peek()).set(item.id, order)
    failures.value = without(failures.peek(), item.id)
  })
  const done = await ask(
    api.approvals[':id'].$post({ param: { id: approval.id }, json: { nonce: approval.nonce, ...order } as never }),
  )
  const failure: Failure = done.ok
    ? { message: done.value.outcome?.message ?? 'Sent.', isLate: false }
    : failureFrom(done.error)
  const { message, isLate } = failure
  toastOutcome({ item, isOk: done.ok || isLate, message, next: nextItem.peek() })
  batch(() => {
    sending.value = new Set([...sending.peek()].filter((id) => id !== item.id))
    if (done.ok) answered.value = new Map(answered.peek()).set(item.id, done.value as Approval)
    else failures.value = new Map(failures.peek()).set(item.id, failure)
    announce(message)
  })
}

const without = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> => {
  const rest = new Map(map)
  rest.delete(key)
  return rest
}

/** It was looked at: it goes from the list until it happens anew. */
export async function markSeen(ids: readonly string[]): Promise<void> {
  const done = await ask(api.waiting.seen.$post({ json: { ids: [...ids] } }))
  announce(done.ok ? 'Seen.' : done.error.message)
}
