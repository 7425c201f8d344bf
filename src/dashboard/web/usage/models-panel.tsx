import { setQuery } from '../navigation.tsx'
import { PanelPart } from '../parts/panel.tsx'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { hueClass } from './model-hue.ts'
import type { ModelShare } from './shares.ts'

interface ModelsPanelProps {
  readonly models: readonly ModelShare[]
  /** "30 days" */
  readonly span: string
  /** The model that everything is filtered by; empty: none. */
  readonly chosen: string
}

export function ModelsPanel({ models, span, chosen }: ModelsPanelProps) {
  return (
    <PanelPart title="Models" aside={<span class="muted">{span}</span>}>
      {models.length === 0 ? (
        <p class="quiet">Nothing was used.</p>
      ) : (
        <>
          <svg class="stack" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            {stackParts(models).map((part) => (
              <rect key={part.model} class={part.class} x={part.x} width={part.width} height="10" />
            ))}
          </svg>
          <MiniTable
            columns={columnsFor(chosen)}
            rows={models}
            keyOf={({ model }) => model}
            rowClass={({ isPriced }) => (isPriced ? undefined : 'unpriced')}
          />
        </>
      )}
    </PanelPart>
  )
}

const columnsFor = (chosen: string): readonly Column<ModelShare>[] => [
  {
    id: 'model',
    head: 'Model',
    class: 'clip',
    isName: true,
    title: ({ model }) => model,
    cell: (share) => (
      <>
        <i class={`sw ${hueClass(share)}`} />
        <button
          type="button"
          class="pick-row"
          aria-pressed={chosen === share.model}
          onClick={() => setQuery({ model: chosen === share.model ? '' : share.model })}
        >
          {share.label}
        </button>
      </>
    ),
  },
  { id: 'cost', head: 'Cost', class: 'num', cell: ({ cost }) => cost },
  { id: 'share', head: 'Share', class: 'num', cell: ({ shareWords }) => shareWords },
  {
    id: 'tokens',
    head: 'Tokens',
    class: 'num wide-only',
    title: ({ exactTokens }) => exactTokens,
    cell: ({ tokens }) => tokens,
  },
]

/** Side by side, with the width of a hair between them. */
function stackParts(models: readonly ModelShare[]) {
  let x = 0
  return models.flatMap((model) => {
    const percent = (model.share ?? 0) * 100
    if (percent <= 0) return []
    const part = {
      model: model.model,
      class: hueClass(model),
      x: x.toFixed(2),
      width: Math.max(0, percent - 0.3).toFixed(2),
    }
    x += percent
    return [part]
  })
}
