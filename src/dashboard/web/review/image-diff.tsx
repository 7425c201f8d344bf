/** An image as it was and as it is: beside each other, one over the other, or what differs. */
import { useState } from 'preact/hooks'
import type { ChangedFile } from '../../../core/review/review.ts'
import { sizeWords } from '../../../core/review/review-words.ts'
import { Segments } from '../parts/segments.tsx'

type Way = 'beside' | 'over' | 'difference'
const ways = [
  { value: 'beside', label: 'Side by side' },
  { value: 'over', label: 'Overlay' },
  { value: 'difference', label: 'Difference' },
] as const

interface ImageDiffProps {
  readonly taskId: string
  readonly of: string
  readonly file: ChangedFile
}

export function ImageDiff({ taskId, of, file }: ImageDiffProps) {
  const [way, setWay] = useState<Way>('beside')
  const { path, version } = file
  const at = (side: 'before' | 'after') =>
    `/api/tasks/${encodeURIComponent(taskId)}/git/image?${new URLSearchParams({ of, path, side, version })}`
  const before = file.change === 'added' ? undefined : at('before')
  const after = file.change === 'deleted' ? undefined : at('after')
  if (before === undefined || after === undefined || way === 'beside')
    return (
      <div class="bin">
        {before !== undefined && <Side src={before} name="before" bytes={file.bytesBefore} path={path} />}
        {after !== undefined && <Side src={after} name="after" bytes={file.bytesAfter} path={path} />}
        {before !== undefined && after !== undefined && (
          <Segments<Way> label="Compare" segments={ways} value={way} onChange={setWay} />
        )}
      </div>
    )
  return (
    <div class="bin">
      <figure>
        <div class={`stacked is-${way}`}>
          <img src={before} alt={`${path} before`} />
          <img src={after} alt={`${path} after`} />
        </div>
        <figcaption>
          {way === 'over' ? 'the new one, half seen through, over the old one' : 'what is black is the same'}
        </figcaption>
      </figure>
      <Segments<Way> label="Compare" segments={ways} value={way} onChange={setWay} />
    </div>
  )
}

function Side({
  src,
  name,
  bytes,
  path,
}: {
  readonly src: string
  readonly name: string
  readonly bytes: number | undefined
  readonly path: string
}) {
  const [size, setSize] = useState<string>()
  return (
    <figure>
      <img
        src={src}
        alt={`${path} ${name}`}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setSize(`${naturalWidth} × ${naturalHeight}`)}
        onError={() => setSize('it can’t be shown')}
      />
      <figcaption>
        {[name, size, bytes === undefined ? undefined : sizeWords({ bytesAfter: bytes })].filter(Boolean).join(', ')}
      </figcaption>
    </figure>
  )
}
