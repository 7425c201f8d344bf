/** A thread that reads transcripts: tasks in, pieces out. */
import { parentPort } from 'node:worker_threads'
import {
  readTranscript,
  type TranscriptPiece,
  type TranscriptTask,
  type UnreadableTranscript,
} from './read-transcript.ts'

export interface ParseReply {
  readonly pieces: readonly TranscriptPiece[]
  readonly unreadable: readonly UnreadableTranscript[]
  /** False: more of the same tasks follows. */
  readonly isLast: boolean
}

/** So many responses in a message at most; a large file comes in several. */
const mostPerReply = 20_000

parentPort?.on('message', (tasks: readonly TranscriptTask[]) => {
  let pieces: TranscriptPiece[] = []
  let count = 0
  const unreadable: UnreadableTranscript[] = []
  const post = (isLast: boolean): void => {
    const transfer = pieces.map(({ variants }) => variants.numbers.buffer)
    parentPort?.postMessage({ pieces, unreadable: isLast ? unreadable : [], isLast } satisfies ParseReply, transfer)
    pieces = []
    count = 0
  }
  for (const task of tasks) {
    const problem = readTranscript(task, (piece) => {
      pieces.push(piece)
      count += piece.variants.count
      if (count > mostPerReply) post(false)
    })
    if (problem) unreadable.push(problem)
  }
  post(true)
})
