/** The keys of the review: file, change, viewed, comment, layout, new state. */
import { useEffect, useState } from 'preact/hooks'
import type { ChangedFile } from '../../../core/review/review.ts'
import { useKeys } from '../keys.ts'
import { orSay } from './comments.tsx'
import { linesOf, placesIn } from './diff-rows.tsx'
import { isDiff, type Review } from './review-state.ts'

/** The line that the keys are at. */
export interface Chosen {
  readonly path: string
  readonly index: number
}

interface ReviewKeys {
  readonly review: Review
  readonly files: readonly ChangedFile[]
  /** The file that is read. */
  readonly current: string | undefined
  readonly isSplit: boolean
  readonly canComment: boolean
  readonly reveal: (path: string) => void
  readonly onSplit: () => void
  readonly onRefresh: () => void
  readonly onSend: () => void
}

export function useReviewKeys(keys: ReviewKeys): Chosen | undefined {
  const { review, files, current, isSplit, canComment, reveal, onSend } = keys
  const [chosen, setChosen] = useState<Chosen>()
  const at = files.findIndex(({ path }) => path === (chosen?.path ?? current))
  // Who scrolls away is elsewhere.
  useEffect(() => {
    const leave = () => setChosen(undefined)
    addEventListener('wheel', leave, { passive: true })
    addEventListener('touchmove', leave, { passive: true })
    return () => {
      removeEventListener('wheel', leave)
      removeEventListener('touchmove', leave)
    }
  }, [])

  const toFile = (step: number) => {
    const next = files[Math.max(0, at) + step]
    if (next === undefined) return
    setChosen(undefined)
    reveal(next.path)
  }
  /** Where changes begin in it; none while its rows are not there. */
  const changesIn = (path: string): readonly number[] => {
    const rows = review.rowsOf(path).peek()
    if (!isDiff(rows) || !review.open.peek().has(path)) return []
    const lines = linesOf(rows, isSplit)
    return lines.flatMap(({ isChange }, index) => (isChange && lines[index - 1]?.isChange !== true ? [index] : []))
  }
  const toChange = (step: 1 | -1) => {
    const path = chosen?.path ?? current
    if (path === undefined) return
    const from = chosen?.path === path ? chosen.index : step === 1 ? -1 : Number.POSITIVE_INFINITY
    const own = changesIn(path)
    const next = step === 1 ? own.find((index) => index > from) : own.findLast((index) => index < from)
    if (next !== undefined) return setChosen({ path, index: next })
    for (let index = files.findIndex((file) => file.path === path) + step; files[index] !== undefined; index += step) {
      const other = files[index]?.path ?? ''
      const found = step === 1 ? changesIn(other)[0] : changesIn(other).at(-1)
      if (found === undefined) continue
      reveal(other)
      return setChosen({ path: other, index: found })
    }
  }
  const comment = () => {
    const path = chosen?.path ?? current
    if (!canComment || path === undefined) return false
    const rows = review.rowsOf(path).peek()
    const line = isDiff(rows) && chosen?.path === path ? linesOf(rows, isSplit)[chosen.index] : undefined
    const place = line && placesIn(line, path).find(({ side }) => side === 'after' || review.of === 'all')
    review.setOpen(path, true)
    review.draft.value = { text: '', ...(place ?? { path, side: 'after' }) }
    return true
  }
  const view = () => {
    const file = files[at]
    if (file === undefined) return
    void review.view(file, !file.isViewed).then(orSay)
  }

  useKeys({
    j: () => toFile(1),
    k: () => toFile(-1),
    n: () => toChange(1),
    p: () => toChange(-1),
    v: view,
    c: comment,
    s: () => keys.onSplit(),
    r: () => keys.onRefresh(),
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isSend = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
      if (!isSend || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      if (event.target instanceof HTMLTextAreaElement) return
      event.preventDefault()
      onSend()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [onSend])
  return chosen
}
