/** A lock file in one line, and its packages one by one: what is read of it in place of thousands of lines. */
import { useEffect, useState } from 'preact/hooks'
import { packagesSentence } from '../../../core/review/lock-packages.ts'
import type { ChangedFile, PackageChange } from '../../../core/review/review.ts'
import type { Review } from './review-state.ts'

const mostShown = 200

interface LockSummaryProps {
  readonly review: Review
  readonly file: Pick<ChangedFile, 'path' | 'version'>
}

/** Nothing where its form is not known. */
export function LockSummary({ review, file: { path, version } }: LockSummaryProps) {
  const [packages, setPackages] = useState<readonly PackageChange[]>()
  const [isShown, setIsShown] = useState(false)
  useEffect(() => {
    let isOver = false
    void review.packagesOf(path, version).then((found) => {
      if (!isOver) setPackages(found)
    })
    return () => {
      isOver = true
    }
  }, [review, path, version])
  if (packages === undefined) return null
  return (
    <>
      {packagesSentence(packages)}{' '}
      {packages.length > 0 && (
        <button type="button" class="link" aria-expanded={isShown} onClick={() => setIsShown(!isShown)}>
          {isShown ? 'Hide the packages' : 'Show the packages'}
        </button>
      )}{' '}
      {isShown && (
        <ul class="packs">
          {packages.slice(0, mostShown).map((one) => (
            <li key={`${one.name} ${one.before ?? ''} ${one.after ?? ''}`}>
              <code>{one.name}</code> <span class="num">{versionWords(one)}</span> {one.change}
            </li>
          ))}
          {packages.length > mostShown && <li>{(packages.length - mostShown).toLocaleString('en')} more</li>}
        </ul>
      )}
    </>
  )
}

const versionWords = ({ before, after }: PackageChange): string =>
  [before, after].filter((version) => version !== undefined).join(' → ')
