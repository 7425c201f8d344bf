/**
 * Our hooks in the text of an agent's settings: found by their address, put in and taken out as text. Pure. Groups in which others'
 * hooks stand too are nobody's to take out.
 */
import type { HookSettings, HookTarget } from '../agents/agent.ts'
import { type Insertion, insertItem, insertProperty, removeAt, withInsertion } from '../storage/json-edit.ts'
import { isOurs } from './hook-address.ts'

/** What of the agent is needed, and its id, which its address ends in. */
export interface HookSpec {
  readonly agent: string
  readonly settings: HookSettings
}

export interface FoundHooks {
  /** The groups that are wholly ours. */
  readonly ours: readonly { readonly event: string; readonly url: string; readonly group: unknown }[]
  readonly others: number
}

type Settings = Readonly<Record<string, unknown>>

export function findHooks(settings: Settings, { agent, settings: form }: HookSpec): FoundHooks {
  const groups = Object.entries(listsOf(settings, form.key)).flatMap(([event, list]) =>
    list.map((group) => ({ event, group, addresses: form.addresses(group) })),
  )
  const ours = groups.filter(({ addresses }) => isWhollyOurs(addresses, agent))
  const others = groups.flatMap(({ addresses }) => addresses).length - ours.flatMap(({ addresses }) => addresses).length
  return {
    ours: ours.map(({ event, group, addresses }) => ({ event, url: addresses[0] ?? '', group })),
    others,
  }
}

const isWhollyOurs = (addresses: readonly (string | undefined)[], agent: string): boolean =>
  addresses.length > 0 && addresses.every((url) => isOurs(url, agent))

/** Anything but lists by name is left alone. */
function listsOf(settings: Settings, key: string): Readonly<Record<string, readonly unknown[]>> {
  const lists = settings[key]
  if (typeof lists !== 'object' || lists === null || Array.isArray(lists)) return {}
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => Array.isArray(list)))
}

/** Where ours can't be added: what would have to be a list is none. */
export function whyNotAddable(settings: Settings, { settings: { key, events } }: HookSpec): string | undefined {
  const lists = settings[key]
  if (lists === undefined) return undefined
  if (typeof lists !== 'object' || lists === null || Array.isArray(lists)) return `"${key}" in it is no object`
  const wrong = events.find(({ name }) => Object.hasOwn(lists, name) && !Array.isArray((lists as Settings)[name]))
  return wrong === undefined ? undefined : `"${key}.${wrong.name}" in it is no list`
}

/** What is left empty by it goes as well. */
export function withoutHooks(text: string, spec: HookSpec): string {
  let rest = text
  for (let path = firstOfOurs(rest, spec); path !== undefined; path = firstOfOurs(rest, spec))
    rest = removeAt(rest, path)
  return rest
}

function firstOfOurs(text: string, { agent, settings: form }: HookSpec): readonly (string | number)[] | undefined {
  const lists = listsOf(JSON.parse(text) as Settings, form.key)
  for (const [event, list] of Object.entries(lists)) {
    const at = list.findIndex((group) => isWhollyOurs(form.addresses(group), agent))
    if (at < 0) continue
    if (list.length > 1) return [form.key, event, at]
    const all: unknown = (JSON.parse(text) as Settings)[form.key]
    return Object.keys(all as object).length > 1 ? [form.key, event] : [form.key]
  }
  return undefined
}

export interface AddedHooks {
  readonly text: string
  /** In the order in which they were made, each into the text of the one before. */
  readonly insertions: readonly Insertion[]
}

export function withHooks(text: string, { settings: form }: HookSpec, target: HookTarget): AddedHooks {
  const insertions: Insertion[] = []
  let current = text
  const insert = (insertion: Insertion) => {
    insertions.push(insertion)
    current = withInsertion(current, insertion)
  }
  const groups = form.events.map((event) => ({ name: event.name, group: form.group(event, target) }))
  if ((JSON.parse(text) as Settings)[form.key] === undefined) {
    const all = Object.fromEntries(groups.map(({ name, group }) => [name, [group]]))
    insert(insertProperty(current, [], form.key, all))
    return { text: current, insertions }
  }
  for (const { name, group } of groups) {
    const lists = listsOf(JSON.parse(current) as Settings, form.key)
    insert(
      lists[name] === undefined
        ? insertProperty(current, [form.key], name, [group])
        : insertItem(current, [form.key, name], group),
    )
  }
  return { text: current, insertions }
}

/** The text before these insertions. */
export function withoutInsertions(text: string, insertions: readonly { offset: number; length: number }[]): string {
  return insertions.reduceRight((rest, { offset, length }) => rest.slice(0, offset) + rest.slice(offset + length), text)
}
