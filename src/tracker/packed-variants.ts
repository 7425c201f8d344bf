/** Responses as a block of numbers and two lists of text: what a thread hands to another without copying objects. */
import type { AgentId } from '../agents/agent.ts'
import { type ResponseColumns, responseColumns as width } from '../core/usage/response-columns.ts'
import { mergeVariants, type ResponseVariant } from '../core/usage/response-merge.ts'

/** Where a response was made, before it has a row in the store. */
export interface SourceLabel {
  readonly agent: AgentId
  readonly sessionId: string
  readonly projectSlug: string | undefined
  readonly branch: string | undefined
  readonly subagentId: string | undefined
}

export interface LabelledVariant {
  readonly messageId: string
  readonly variant: ResponseVariant<SourceLabel>
}

export type PackedVariants = ResponseColumns<SourceLabel>

export function packVariants(variants: Iterable<LabelledVariant>, count: number): PackedVariants {
  const numbers = new Float64Array(count * width)
  const ids: string[] = []
  const models = new Map<string, number>()
  const sources = new Map<SourceLabel, number>()
  let at = 0
  for (const { messageId, variant: v } of variants) {
    numbers[at] = v.atMs ?? Number.NaN
    numbers[at + 1] = v.input
    numbers[at + 2] = v.output
    numbers[at + 3] = v.cacheRead
    numbers[at + 4] = v.cacheWrite
    numbers[at + 5] = v.cacheWrite1h
    numbers[at + 6] = v.webSearches
    numbers[at + 7] = (v.isOwnResponse ? 1 : 0) | (v.isFast ? 2 : 0) | (v.isUsInference ? 4 : 0)
    numbers[at + 8] = v.origin.rank
    numbers[at + 9] = v.origin.place
    numbers[at + 10] = v.model === undefined ? -1 : indexIn(models, v.model)
    numbers[at + 11] = indexIn(sources, v.source)
    numbers[at + 12] = v.reportedCostUsd ?? Number.NaN
    at += width
    ids.push(pairOf(messageId, v.requestId))
  }
  return { count, numbers, ids: ids.join('\n'), models: [...models.keys()], sources: [...sources.keys()] }
}

export interface VariantIds {
  readonly messageId: string
  readonly requestId: string
}

export function idsOf({ count, ids }: PackedVariants): readonly VariantIds[] {
  return count === 0 ? [] : count === 1 ? [idsIn(ids)] : ids.split('\n').map(idsIn)
}

function idsIn(pair: string): VariantIds {
  const tab = pair.indexOf('\t')
  return { messageId: pair.slice(0, tab), requestId: pair.slice(tab + 1) }
}

/** Both as one: what `others` tell of responses that are in `packed` is merged. They are few. `path` is that of their file. */
export function withVariants(packed: PackedVariants, others: readonly LabelledVariant[], path: string): PackedVariants {
  const pairs = packed.count === 0 ? [] : packed.ids.split('\n')
  const known = new Set<number>()
  const merged = others.map(({ messageId, variant }): LabelledVariant => {
    const at = pairs.indexOf(pairOf(messageId, variant.requestId))
    if (at === -1) return { messageId, variant }
    known.add(at)
    return { messageId, variant: mergeVariants(variantAt(packed, at, variant.requestId, path), variant) }
  })
  const more = packVariants(merged, merged.length)
  const gone = [...known].sort((a, b) => a - b)
  const count = packed.count - gone.length + more.count
  const numbers = new Float64Array(count * width)
  // Those that nothing more is told of go over in stretches, and before all others.
  let to = 0
  let from = 0
  for (const at of gone) {
    numbers.set(packed.numbers.subarray(from * width, at * width), to * width)
    to += at - from
    from = at + 1
  }
  numbers.set(packed.numbers.subarray(from * width), to * width)
  shiftIndices(more, packed)
  numbers.set(more.numbers, (count - more.count) * width)
  for (const at of gone.reverse()) pairs.splice(at, 1)
  return {
    count,
    numbers,
    ids: [...pairs, more.ids].join('\n'),
    models: [...packed.models, ...more.models],
    sources: [...packed.sources, ...more.sources],
  }
}

/** As they are where the lists of `before` stand in front. */
function shiftIndices({ numbers }: PackedVariants, before: PackedVariants): void {
  for (let at = 0; at < numbers.length; at += width) {
    const model = numbers[at + 10] ?? -1
    if (model >= 0) numbers[at + 10] = model + before.models.length
    numbers[at + 11] = (numbers[at + 11] ?? 0) + before.sources.length
  }
}

/** One after the other; `path` is that of their file. */
export function* variantsOf(packed: PackedVariants, path: string): Generator<LabelledVariant> {
  let index = 0
  for (const { messageId, requestId } of idsOf(packed)) {
    yield { messageId, variant: variantAt(packed, index++, requestId, path) }
  }
}

export function variantAt(
  packed: PackedVariants,
  index: number,
  requestId: string,
  path: string,
): ResponseVariant<SourceLabel> {
  const { numbers, sources, models } = packed
  const at = index * width
  const number = (column: number): number => numbers[at + column] ?? 0
  const flags = number(7)
  const atMs = number(0)
  const reportedCostUsd = number(12)
  const source = sources[number(11)]
  if (!source) throw new Error('A packed response names no source.')
  return {
    requestId,
    atMs: Number.isNaN(atMs) ? undefined : atMs,
    input: number(1),
    output: number(2),
    cacheRead: number(3),
    cacheWrite: number(4),
    cacheWrite1h: number(5),
    webSearches: number(6),
    isOwnResponse: (flags & 1) !== 0,
    isFast: (flags & 2) !== 0,
    isUsInference: (flags & 4) !== 0,
    reportedCostUsd: Number.isNaN(reportedCostUsd) ? undefined : reportedCostUsd,
    origin: { rank: number(8), place: number(9), path },
    model: models[number(10)],
    source,
  }
}

function indexIn<K>(indices: Map<K, number>, key: K): number {
  const known = indices.get(key)
  if (known !== undefined) return known
  indices.set(key, indices.size)
  return indices.size - 1
}

const pairOf = (messageId: string, requestId: string): string =>
  `${withoutSeparators(messageId)}\t${withoutSeparators(requestId)}`

/** An id with a tab or a line end is nobody's; it must not break the block. */
const withoutSeparators = (id: string): string => (/[\t\n]/.test(id) ? id.replace(/[\t\n]/g, ' ') : id)
