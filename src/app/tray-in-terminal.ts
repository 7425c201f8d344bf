/** Tells of the tray in the terminal of `tce run`: how far it is, why there is none; and asks, where somebody can be asked. */
import { readAnswer } from '../cli/ask.ts'
import { ownUser } from '../core/audit/audit.ts'
import type { TrayAnswer, TrayState } from '../core/tray/tray-state.ts'
import { trayInWords, trayQuestion } from '../core/tray/tray-words.ts'
import type { CliIo } from '../terminal/io.ts'
import { createProgressLine } from '../terminal/progress-line.ts'
import { askFor, say } from '../terminal/say.ts'
import { wrap } from '../terminal/wrap.ts'
import type { TrayStarter } from './tray-starter.ts'

/** Returns what ends it. */
export function tellTray(starter: TrayStarter, io: CliIo): () => void {
  const progress = createProgressLine(io)
  let told: TrayState['kind'] | undefined
  let question: AbortController | undefined

  const sayBelow = (text: string) => {
    progress.clear()
    // A pipe gets one line for each piece of news.
    for (const line of io.isTTY ? wrap(text, io.columns() ?? 80) : [text]) say(line, io.stdout)
  }
  const tell = (state: TrayState) => {
    const isNews = told !== state.kind
    if (isLasting(state) || (!io.isTTY && state.kind === 'fetching')) {
      if (isNews && !(told === undefined && isOldNo(state))) sayBelow(trayInWords(state))
    } else progress.show(trayInWords(state))
    told = state.kind
  }
  const unfollow = starter.follow((state) => {
    if (state.kind !== 'asking' && question !== undefined) endQuestion()
    tell(state)
    if (state.kind !== 'asking' || question !== undefined) return
    question = new AbortController()
    void ask(starter, io, sayBelow, question.signal)
  })
  /** Answered, here or by a command. */
  const endQuestion = () => {
    question?.abort()
    question = undefined
  }
  return () => {
    unfollow()
    endQuestion()
    progress.clear()
  }
}

/** Not on its way to something else. */
const isLasting = ({ kind }: TrayState): boolean =>
  kind === 'asking' || kind === 'shown' || kind === 'failed' || kind === 'off'

/** Who said no once is not reminded with every start. */
const isOldNo = (state: TrayState): boolean =>
  state.kind === 'off' && (state.reason === 'no-tray-flag' || state.reason === 'said-no')

async function ask(
  starter: TrayStarter,
  io: CliIo,
  sayBelow: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!io.isTTY || io.stdin.isTTY !== true)
    return sayBelow('Answer on the page, or with: tce tray install, tce tray remove')
  askFor(`${trayQuestion} [y/n, Enter: later] `, io.stdout)
  const answer = await readAnswer(io.stdin, signal)
  if (signal.aborted) return sayBelow('')
  const wanted = await starter.want(answerOf(answer), ownUser('cli'))
  if (!wanted.ok) sayBelow(wanted.error.message)
}

/** Only a clear word is one. */
const answerOf = (typed: string): TrayAnswer =>
  /^y(?:es)?$/i.test(typed) ? 'yes' : /^no?$/i.test(typed) ? 'no' : 'later'
