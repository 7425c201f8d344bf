/** The facts of a lane from its events, one after the other. Pure. */
import type { SessionEvent, ToolCallEvent, ToolResultEvent } from '../session/session-event.ts'
import { noTokens } from '../usage/tokens.ts'
import {
  contextOf,
  type LaneCall,
  type LaneCompaction,
  type LaneFacts,
  type LanePrompt,
  type LaneResponse,
} from './lane-facts.ts'
import { limits } from './thresholds.ts'
import type { WasteSigns } from './waste-signs.ts'

/** As much context as four thousand characters: what an image of middle size takes. */
const charactersOfImage = 6_000
const comparedCharacters = 2_000

export interface LaneCollector {
  take(event: SessionEvent, atMs: number): void
  facts(): LaneFacts
}

export function createLaneCollector(lane: string, signs: WasteSigns): LaneCollector {
  const responses: LaneResponse[] = []
  const numberOf = new Map<string, number>()
  const calls: LaneCall[] = []
  const open = new Map<string, LaneCall>()
  const prompts: LanePrompt[] = []
  const compactions: LaneCompaction[] = []
  const interrupts: number[] = []
  const servers = new Map<string, { tokens: number; before: number; cursor: string }>()
  /** What comes into the context before the next response: characters, by call or else. */
  let coming: { readonly call?: LaneCall; readonly characters: number }[] = []
  const cameBefore = new Map<number, typeof coming>()
  let context = 0

  function noteResponse({ response, cursor }: SessionEvent, atMs: number): void {
    const { id, model, tokens, isCopy, stretch, isFast = false, isUsInference = false } = response ?? {}
    if (id === undefined || isCopy === true || stretch !== undefined) return
    const known = responses[numberOf.get(id) ?? -1]
    if (known !== undefined) {
      known.lastMs = Math.max(known.lastMs, atMs)
      if (model !== undefined) known.model = model
      if (tokens !== undefined) Object.assign(known, { tokens, isFast, isUsInference })
      return
    }
    if (model === undefined || responses.length >= limits.responsesOfLane) return
    const number = responses.length
    numberOf.set(id, number)
    cameBefore.set(number, coming)
    coming = []
    const first = { id, cursor, firstMs: atMs, lastMs: atMs, model, tokens: tokens ?? noTokens, context, calls: 0 }
    responses.push({ ...first, isFast, isUsInference })
  }

  function noteCall(event: ToolCallEvent, atMs: number): void {
    const { toolId, tool, cursor, path, touches, summary, input } = event
    const by = responses.length - 1
    const response = responses[by]
    if (response === undefined) return
    response.calls++
    const about = summary?.slice(0, limits.whatCharacters)
    const same = `${input.length} ${input.slice(0, comparedCharacters)}`
    // What it writes into a file may speak of commits, too.
    const isCommit = touches === undefined && commits.test(input)
    const call: LaneCall = {
      toolId,
      tool,
      cursor,
      atMs,
      by,
      path,
      touches,
      about,
      input: same,
      isCommit,
      characters: 0,
    }
    calls.push(call)
    open.set(toolId, call)
  }

  function noteResult({ toolId, outcome, text, images }: ToolResultEvent): void {
    const call = open.get(toolId)
    if (call === undefined) return
    open.delete(toolId)
    call.outcome = outcome
    call.digest = digestOf(text)
    call.characters = text.length + images * charactersOfImage
    coming.push({ call, characters: call.characters })
  }

  return {
    take(event, atMs) {
      noteResponse(event, atMs)
      const { cursor } = event
      const before = responses.length
      switch (event.kind) {
        case 'prompt':
          prompts.push({ cursor, atMs, characters: event.text.length, text: event.text.slice(0, 60), before })
          coming.push({ characters: event.text.length })
          break
        case 'tool-call':
          noteCall(event, atMs)
          break
        case 'tool-result':
          noteResult(event)
          break
        case 'compaction':
          if (event.phase === 'boundary') {
            context++
            coming = []
            compactions.push({ cursor, atMs, tokensBefore: event.tokensBefore, before })
          }
          break
        case 'interrupt':
          interrupts.push(before)
          break
        case 'command':
          if (event.phase === 'output')
            for (const [name, tokens] of signs.serversIn(event.text)) servers.set(name, { tokens, before, cursor })
          break
      }
    },
    facts() {
      measure(responses, cameBefore)
      return { lane, responses, calls, prompts, compactions, interrupts, servers }
    },
  }
}

/** A command that makes one, also behind others. */
const commits = /\bgit\b[^|;&\n]*\bcommit\b/

/** Texts that differ have another one, but for one in four thousand million. */
function digestOf(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return `${text.length} ${hash >>> 0}`
}

/** What the context grew by from one response to the next, less what the first of them wrote itself, belongs to what came between, by length. */
function measure(
  responses: readonly LaneResponse[],
  cameBefore: ReadonlyMap<number, readonly { readonly call?: LaneCall; readonly characters: number }[]>,
): void {
  for (const [number, came] of cameBefore) {
    const [response, before] = [responses[number], responses[number - 1]]
    const characters = came.reduce((sum, one) => sum + one.characters, 0)
    for (const { call } of came) if (call !== undefined) call.seenBy = number
    if (response === undefined || before === undefined || before.context !== response.context || characters === 0)
      continue
    const grown = contextOf(response) - contextOf(before) - before.tokens.output
    if (grown <= 0) continue
    for (const { call, characters: own } of came)
      if (call !== undefined) call.tokens = Math.round((grown * own) / characters)
  }
}
