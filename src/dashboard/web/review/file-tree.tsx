/** The changed files by their folders, left of them. */

import { baseNameOf, folderOf, manyFiles } from '../../../core/review/reading-order.ts'
import type { ChangedFile } from '../../../core/review/review.ts'
import { changeLetters } from '../../../core/review/review-words.ts'
import { Mark } from '../parts/mark.tsx'
import { SearchField } from '../parts/search-field.tsx'

interface FileTreeProps {
  readonly files: readonly ChangedFile[]
  readonly search: string
  readonly onSearch: (text: string) => void
  readonly current: string | undefined
  readonly commentsOf: (path: string) => number
  readonly onChoose: (path: string) => void
}

export function FileTree({ files, search, onSearch, current, commentsOf, onChoose }: FileTreeProps) {
  const folders = Map.groupBy(files, ({ path }) => folderOf(path))
  // Of very many the folders alone: one that is clicked leads to its first file.
  const isMany = files.length > manyFiles
  return (
    <nav class="dtree" aria-label="Changed files">
      <SearchField class="small" label="Filter files" placeholder="Filter files" value={search} onInput={onSearch} />
      <ul>
        {[...folders].map(([folder, inIt]) =>
          isMany ? (
            <li key={folder}>
              <button
                type="button"
                onClick={() => onChoose(inIt[0]?.path ?? '')}
                aria-current={inIt.some(({ path }) => path === current) ? 'true' : undefined}
              >
                <span class="clip">{folder === '' ? 'top' : folder}</span>
                <i>{inIt.length.toLocaleString('en')}</i>
              </button>
            </li>
          ) : (
            <li key={folder}>
              <span class="d-dir clip">{folder === '' ? 'top' : folder}</span>
              <ul>
                {inIt.map((file) => (
                  <li key={file.path}>
                    <TreeFile
                      file={file}
                      isCurrent={file.path === current}
                      comments={commentsOf(file.path)}
                      onChoose={onChoose}
                    />
                  </li>
                ))}
              </ul>
            </li>
          ),
        )}
      </ul>
    </nav>
  )
}

interface TreeFileProps {
  readonly file: ChangedFile
  readonly isCurrent: boolean
  readonly comments: number
  readonly onChoose: (path: string) => void
}

const TreeFile = ({ file, isCurrent, comments, onChoose }: TreeFileProps) => (
  <button
    type="button"
    aria-current={isCurrent ? 'true' : undefined}
    title={file.path}
    onClick={() => onChoose(file.path)}
  >
    <b class={`g-${changeLetters[file.change]}`}>{changeLetters[file.change]}</b>
    <span class="clip">{baseNameOf(file.path)}</span>
    {file.isUncommitted && (
      <span class="d-dot" title="not committed">
        •<span class="sr"> not committed</span>
      </span>
    )}
    {comments > 0 ? (
      <i class="is-waiting">{comments}</i>
    ) : file.isViewed ? (
      <span>
        <Mark name="ok" />
        <span class="sr">viewed</span>
      </span>
    ) : null}
  </button>
)
