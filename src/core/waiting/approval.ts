/**
 * What an agent asks of its user before it goes on, as a card: the exact thing, what may be answered, and what came of it. The shapes in
 * which it leaves the program, as in core/process/report.ts.
 */
import type { Actor } from '../audit/audit.ts'

/** `permission`: to use a tool; `question`: one that its user is to choose an answer to; `plan`: to carry one out. */
export type ApprovalKind = 'permission' | 'question' | 'plan'

/** Of a plan `allow` approves it, `deny` of a question answers it by a word instead of a choice. */
export type AnswerName = 'allow' | 'always' | 'deny' | 'choose' | 'keep-planning'

/** Of a plan that is allowed: each edit is asked for, or accepted from then on. */
export type PlanEdits = 'ask' | 'accept'

/** What an agent asks, letter for letter, but for secrets. */
export interface Asked {
  readonly kind: ApprovalKind
  readonly tool: string
  readonly thing: AskedThing
  /** What it says about the call itself. */
  readonly says?: string | undefined
  readonly cwd?: string | undefined
  /** The kind of its subagent that asks. */
  readonly subagent?: string | undefined
  /** Of a plan: in which of the two ways it can be approved here. @default both */
  readonly planEdits?: readonly PlanEdits[] | undefined
  /** A "no" may end its turn as well; without a word for the agent where that would get lost. Absent: it can't. */
  readonly stops?: 'with-words' | 'without-words' | undefined
  /** What "always" would allow from then on, the narrowest first. */
  readonly always: readonly AlwaysOffer[]
  readonly answers: readonly AnswerName[]
}

export type AskedThing =
  | { readonly form: 'command'; readonly text: string }
  | AskedChange
  /** All arguments of a tool that no more is known of, as JSON. */
  | { readonly form: 'input'; readonly text: string }
  | { readonly form: 'plan'; readonly text: string; readonly file?: string | undefined }
  | { readonly form: 'questions'; readonly questions: readonly AskedQuestion[] }

export interface AskedChange {
  readonly form: 'change'
  readonly file: string
  readonly edits: readonly AskedEdit[]
  /** The file is made, or all of it replaced. */
  readonly isWhole: boolean
  /** It is replaced: the edits are what changes of the file that is there. */
  readonly isAgainstFile?: boolean | undefined
}

export interface AskedEdit {
  readonly before: string
  readonly after: string
  /** Wherever it stands in the file. */
  readonly isEverywhere?: boolean | undefined
  /** In which line of the file it begins, as it is and as it would be, from 1; absent where that is not known. */
  readonly line?: { readonly before: number; readonly after: number } | undefined
}

export interface AskedQuestion {
  readonly question: string
  readonly header?: string | undefined
  /** Several may be chosen. */
  readonly isMultiple: boolean
  readonly options: readonly AskedOption[]
}

export interface AskedOption {
  readonly label: string
  readonly description?: string | undefined
}

/** `session`: gone when it ends; `project-me`: this project, only its user; `project`: everybody in it; `user`: all projects. */
export type AlwaysReach = 'session' | 'project-me' | 'project' | 'user'

export interface AlwaysOffer {
  readonly id: string
  /** What is no longer asked, in words: those of one thing that reaches here or there are the same. */
  readonly words: string
  /** What that takes in, spelled out. */
  readonly meaning?: string | undefined
  /** Edits of files are accepted. */
  readonly isOfEdits?: boolean | undefined
  /** The rules as the agent writes them down. */
  readonly rules: readonly string[]
  readonly reach: AlwaysReach
  /** The file they are written into; absent for a session. */
  readonly file?: string | undefined
}

/** `open`: it waits for an answer; `sent`: the agent was given one, and has not been seen to take it; `over`: nothing can be answered. */
export type ApprovalState = 'open' | 'sent' | 'over'

export interface Approval extends Asked {
  /** `wq3kf`: no other request ever has it. */
  readonly id: string
  /** An answer carries it, so that it can't be for another request than the one that was read. */
  readonly nonce: string
  readonly agent: string
  readonly sessionId: string
  readonly since: string
  /** It is answered through the host that carries its session; absent: through its hook for permissions, or a key. */
  readonly through?: 'host' | undefined
  /** Its answer is a key that is typed there, without words: "tmux pane %12". */
  readonly typedInto?: string | undefined
  /** Until then it can be answered here, afterwards in its terminal; absent: as long as it is asked. */
  readonly deadline?: string | undefined
  /** What it did last before it asked, oldest first. */
  readonly before?: readonly ApprovalStep[] | undefined
  /** What TCE does not know or show of it. */
  readonly notes: readonly string[]
  /** On which branch its folder is, where it is in one of git. */
  readonly branch?: string | undefined
  /** The agent's own last words before it asked. */
  readonly why?: string | undefined
  /** Why it cannot be taken back: nobody allows it by accident. */
  readonly irrevocable?: Irrevocable | undefined
  readonly state: ApprovalState
  readonly outcome?: ApprovalOutcome | undefined
}

export interface ApprovalStep {
  readonly tool: string
  /** The command, the path. */
  readonly about?: string | undefined
  readonly outcome: 'done' | 'failed' | 'interrupted'
  /** "+23", "exit 1" */
  readonly note?: string | undefined
}

export interface Irrevocable {
  readonly sentence: string
  /** Where it says so in the command: first character and the one behind the last. */
  readonly at?: { readonly from: number; readonly to: number } | undefined
}

export interface ApprovalOutcome {
  /**
   * `answered-here`; `answered-there`: in its terminal; `timed-out`: nobody answered while it waited; `session-ended`; `let-go`: the
   * connection is gone, the question is in its terminal.
   */
  readonly kind: 'answered-here' | 'answered-there' | 'timed-out' | 'session-ended' | 'let-go'
  readonly at: string
  /** Absent where it was not seen which. */
  readonly answer?: AnswerName | undefined
  readonly by?: Actor | undefined
  /** The word for the agent that went with it. */
  readonly text?: string | undefined
  /** Its turn was to end with it. */
  readonly stops?: boolean | undefined
  /** After so long the agent was seen to go on; absent: it was not seen (yet). */
  readonly confirmedAfterMs?: number | undefined
  /** What was observed, in a sentence. */
  readonly message: string
  /** What its tool did then, as its records tell; absent while it runs, and where they tell nothing. */
  readonly ran?: RanTool | undefined
}

export interface RanTool {
  readonly tool: string
  readonly outcome: ApprovalStep['outcome']
  readonly tookMs?: number | undefined
  /** What it said, in a line: "CREATE TABLE", "exit 1". */
  readonly said?: string | undefined
}

/** What somebody answers. */
export interface AnswerOrder {
  readonly id: string
  readonly nonce: string
  readonly answer: AnswerName
  /** Of `always`: which of its offers. @default the narrowest */
  readonly offer?: string | undefined
  /** For the agent, with `deny` and `keep-planning`. */
  readonly text?: string | undefined
  /** With `deny`: its turn ends, too. */
  readonly stops?: boolean | undefined
  /** Of `choose`: for each question in its order, labels of its options or words of one's own. */
  readonly choices?: readonly (readonly string[])[] | undefined
  /** Of a plan. @default ask */
  readonly edits?: PlanEdits | undefined
  /** `allow`, spelled out, where what is allowed cannot be taken back. */
  readonly word?: string | undefined
  /** Of one that is typed: a pane in copy mode leaves it first. */
  readonly leavesCopyMode?: boolean | undefined
}

/** An answer that fits what was asked: what an agent's own words are made from. */
export type Decision =
  | { readonly answer: 'allow'; readonly edits: PlanEdits }
  | { readonly answer: 'always'; readonly offer: string }
  | { readonly answer: 'deny'; readonly text: string; readonly stops?: boolean | undefined }
  | { readonly answer: 'keep-planning'; readonly text: string }
  | { readonly answer: 'choose'; readonly choices: readonly (readonly string[])[] }

/**
 * Why nothing was sent. `not-found`: no such request; `other-request`: another one than was read; `over`: answered already, or too late;
 * `not-offered`: no answer to what is asked; `word-needed`: it cannot be taken back and the word is missing; `not-from-there`: the same,
 * from where it can't be read in full; `not-delivered`: its terminal did not take the key; `in-copy-mode`: it would not, until it is told
 * to leave that.
 */
export interface AnswerProblem {
  readonly kind:
    | 'not-found'
    | 'other-request'
    | 'over'
    | 'not-offered'
    | 'word-needed'
    | 'not-from-there'
    | 'not-delivered'
    | 'in-copy-mode'
  readonly message: string
  /** As it is by now. */
  readonly approval?: Approval | undefined
}
