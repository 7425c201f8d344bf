/** The facts of a lane from its events, one after the other. Pure. */
import type { SessionEvent, ToolCallEvent, ToolResultEvent } from '../session/session-event.ts'
import { noTokens } from '../usage/tokens.ts'
import type { LaneCall, LaneCompaction, LaneFacts, LanePrompt, LaneResponse } from './lane-facts.ts'
import { type CameBefore, measureResults } from './measured-results.ts'
import { limits } from './thresholds.ts'
import type { WasteSigns } from './waste-signs.ts'

/** As much context as four thousand characters: what an image of middle size takes. */
const charactersOfImage = 6_000
const comparedCharacters = 2_000

export interface LaneCollector {
  take(event: SessionEvent, atMs: number): void
  facts(): LaneFacts
}

/** What an answer is made of. */
const isContent = ({ kind }: SessionEvent): boolean => kind === 'text' || kind === 'thinking' || kind === 'tool-call'

/** Of an answer whose response is told behind it, as Codex, Copilot, Kimi and opencode do. */
interface Untold {
  readonly cursor: string
  readonly atMs: number
  readonly calls: LaneCall[]
  written: number
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
  /** What comes into the context before the next response. */
  let coming: CameBefore[] = []
  const cameBefore = new Map<number, readonly CameBefore[]>()
  let context = 0
  /** Whose response was told with a part of it: what follows without one is of it. */
  let told: LaneResponse | undefined
  let untold: Untold | undefined

  function noteResponse(event: SessionEvent, atMs: number): void {
    const { id, model, tokens, isCopy, stretch, isFast = false, isUsInference = false } = event.response ?? {}
    if (id === undefined || isCopy === true || stretch !== undefined) return
    const known = responses[numberOf.get(id) ?? -1]
    if (known !== undefined) {
      known.lastMs = Math.max(known.lastMs, atMs)
      if (model !== undefined) known.model = model
      if (tokens !== undefined) Object.assign(known, { tokens, isFast, isUsInference })
      if (isContent(event)) told = known
      return
    }
    if (model === undefined || responses.length >= limits.responsesOfLane) return
    const number = responses.length
    numberOf.set(id, number)
    const own = isContent(event) ? undefined : untold
    const { cursor, atMs: firstMs } = own ?? { cursor: event.cursor, atMs }
    const response: LaneResponse = {
      ...{ id, cursor, firstMs, lastMs: atMs, model, tokens: tokens ?? noTokens, context, isFast, isUsInference },
      ...{ calls: own?.calls.length ?? 0, written: own?.written ?? 0 },
    }
    responses.push(response)
    for (const call of own?.calls ?? []) call.by = number
    // What its own calls brought is seen by the next.
    const isOwn = ({ call }: CameBefore) => call !== undefined && own?.calls.includes(call) === true
    cameBefore.set(
      number,
      coming.filter((came) => !isOwn(came)),
    )
    coming = coming.filter(isOwn)
    told = isContent(event) ? response : undefined
    untold = undefined
  }

  /** Of which answer it is a part. */
  function noteContent(event: SessionEvent, atMs: number): void {
    if (!isContent(event)) return
    const length = event.kind === 'tool-call' ? event.input.length : event.kind === 'text' ? event.text.length : 0
    if (told !== undefined) told.written += length
    else {
      untold ??= { cursor: event.cursor, atMs, calls: [], written: 0 }
      untold.written += length
    }
    if (event.kind === 'tool-call') noteCall(event, atMs)
  }

  function noteCall({ toolId, tool, cursor, path, touches, summary, input }: ToolCallEvent, atMs: number): void {
    const about = summary?.slice(0, limits.whatCharacters)
    const same = `${input.length} ${input.slice(0, comparedCharacters)}`
    // What it writes into a file may speak of commits, too.
    const isCommit = touches === undefined && commits.test(input)
    const by = (told && numberOf.get(told.id)) ?? -1
    const call: LaneCall = {
      ...{ toolId, tool, cursor, atMs, by, path, touches, about, input: same, isCommit, characters: 0 },
    }
    if (told !== undefined) told.calls++
    else untold?.calls.push(call)
    calls.push(call)
    open.set(toolId, call)
  }

  function noteResult({ toolId, outcome, text, images }: ToolResultEvent): void {
    told = undefined
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
      noteContent(event, atMs)
      const { cursor } = event
      const before = responses.length
      switch (event.kind) {
        case 'prompt':
          // Of an answer that no response was told of nobody knows what it took.
          ;[told, untold] = [undefined, undefined]
          prompts.push({ cursor, atMs, characters: event.text.length, text: event.text.slice(0, 60), before })
          coming.push({ characters: event.text.length })
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
      measureResults(responses, cameBefore)
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
