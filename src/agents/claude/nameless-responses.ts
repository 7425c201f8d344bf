/** Tells the responses apart of a relay that gives all of them one id, where the client's lines name no request either. */
import type { FileFacts } from '../../core/session/file-facts.ts'
import type { UsageLine } from '../../core/usage/response-line.ts'
import { promptOf } from './transcript-request.ts'

interface OpenResponse {
  readonly messageId: string
  /** Of its first line, which copies keep. */
  readonly standIn: string
  readonly prompt: string
  /** How many prompts the user had written. */
  readonly prompts: number
}

export class NamelessResponses {
  #open: OpenResponse | undefined

  constructor(carry: string | undefined) {
    this.#open = carry === undefined ? undefined : (JSON.parse(carry) as OpenResponse)
  }

  carry(): string | undefined {
    return this.#open && JSON.stringify(this.#open)
  }

  /** The line with an id that its response has alone; `uuid` is the line's own. */
  named(line: UsageLine, uuid: string | undefined, facts: Pick<FileFacts, 'prompts' | 'isAwaitingAnswer'>): UsageLine {
    const { messageId } = line
    const open = this.#open
    if (open === undefined || isAnother(open, line, facts)) {
      const standIn = `${messageId} ${uuid ?? line.atMs ?? promptOf(line)}`
      this.#open = { messageId, standIn, prompt: promptOf(line), prompts: facts.prompts }
      return { ...line, messageId: standIn }
    }
    return { ...line, messageId: open.standIn }
  }
}

/** A new prompt has another response, and so has a tool's result with what it adds to the prompt. */
function isAnother(
  open: OpenResponse,
  line: UsageLine,
  { prompts, isAwaitingAnswer }: Pick<FileFacts, 'prompts' | 'isAwaitingAnswer'>,
): boolean {
  if (line.messageId !== open.messageId || prompts !== open.prompts) return true
  return promptOf(line) !== open.prompt && (line.isSidechain || isAwaitingAnswer)
}
