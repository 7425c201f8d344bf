/**
 * What may become of a prompt, in one table. A prompt is typed at most once: whatever goes wrong after its first byte left ends in
 * `unknown` or `in-box`, which no step leads back from; only where nothing left our hands (`failed`) may it be tried again. Pure.
 */
import type { PromptState } from './prompt.ts'

/**
 * `claim`: its turn has come; `put-back`: it could not go yet; `begin`: on disk before the first byte; `send`: all of it left, Enter
 * included; `strand`: it left without Enter, or Enter was not taken; `fail`: nothing left; `doubt`: no proof came in time; `prove`: it
 * stands in the session's records; `answer`: its turn is over; `take-back`: its user took it out of the agent's own queue; `orphan`: its
 * session is over; `press`: on disk before a person has Enter pressed for it; `settle`: a person has looked, and it counts as seen.
 */
export type PromptStep =
  | 'hold'
  | 'release'
  | 'claim'
  | 'put-back'
  | 'begin'
  | 'send'
  | 'strand'
  | 'fail'
  | 'doubt'
  | 'prove'
  | 'answer'
  | 'take-back'
  | 'orphan'
  | 'expire'
  | 'cancel'
  | 'retry'
  | 'press'
  | 'settle'

const table: Readonly<Record<PromptState, Readonly<Partial<Record<PromptStep, PromptState>>>>> = {
  queued: {
    claim: 'claimed',
    hold: 'held',
    fail: 'failed',
    orphan: 'orphaned',
    expire: 'expired',
    cancel: 'cancelled',
  },
  held: { release: 'queued', orphan: 'orphaned', expire: 'expired', cancel: 'cancelled' },
  claimed: { begin: 'sending', 'put-back': 'queued', fail: 'failed' },
  sending: { send: 'sent', strand: 'in-box', doubt: 'unknown', fail: 'failed', prove: 'delivered' },
  'in-box': { press: 'pressing', prove: 'delivered', settle: 'cancelled' },
  pressing: { send: 'sent', strand: 'in-box', doubt: 'unknown', prove: 'delivered' },
  sent: { prove: 'delivered', doubt: 'unknown', 'take-back': 'cancelled-there' },
  unknown: { prove: 'delivered', 'take-back': 'cancelled-there', settle: 'cancelled' },
  delivered: { answer: 'answered' },
  answered: {},
  failed: { retry: 'queued', cancel: 'cancelled', orphan: 'orphaned' },
  orphaned: { retry: 'queued', cancel: 'cancelled' },
  expired: { retry: 'queued', cancel: 'cancelled' },
  cancelled: {},
  'cancelled-there': {},
}

/** Undefined: from there this can't be done. */
export const nextState = (state: PromptState, step: PromptStep): PromptState | undefined => table[state][step]

/** Every step there is, for who wants to see them all. */
export const stepsFrom = (state: PromptState): readonly PromptStep[] => Object.keys(table[state]) as PromptStep[]

/** After a server that ended in the middle: what it had claimed never left; what it was sending may have. */
export const stepAfterCrash: Readonly<Partial<Record<PromptState, PromptStep>>> = {
  claimed: 'put-back',
  sending: 'doubt',
  pressing: 'doubt',
}

const isAmong =
  (...some: readonly PromptState[]) =>
  (state: PromptState): boolean =>
    some.includes(state)

/** It will go out by itself, or when it is released. */
export const isWaiting = isAmong('queued', 'held')
/** Something of it may be on its way: no other goes to its session meanwhile. */
export const isInFlight = isAmong('claimed', 'sending', 'pressing', 'sent')
/** A person has to look before the queue of its session goes on. */
export const isTrouble = isAmong('in-box', 'unknown', 'failed', 'orphaned')
/** Proof may still come: the session's records are read on. */
export const mayBeProved = isAmong('sending', 'in-box', 'pressing', 'sent', 'unknown')
/** Nothing more becomes of it: after a time it is deleted. */
export const isOver = isAmong('answered', 'expired', 'cancelled', 'cancelled-there')
