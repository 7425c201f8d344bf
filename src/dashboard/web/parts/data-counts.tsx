/** How much TCE keeps of sessions, before it goes. */
import type { SessionsData } from '../../../core/data/kept-data.ts'
import { formatBytes, formatCount } from '../../../core/words/format.ts'
import '../styles/data-counts.css'

export const DataCounts = ({ data }: { readonly data: SessionsData }) => (
  <dl class="counts">
    {counted.map(([key, label]) => (
      <div key={key}>
        <dt>{label}</dt>
        <dd class="num">{formatCount(data[key])}</dd>
      </div>
    ))}
    <div>
      <dt>In the archive</dt>
      <dd class="num">{data.archivedBytes === 0 ? '–' : formatBytes(data.archivedBytes)}</dd>
    </div>
  </dl>
)

const counted = [
  ['events', 'Events'],
  ['texts', 'Texts that can be searched'],
  ['prompts', 'Prompts, messages, ideas'],
] as const
