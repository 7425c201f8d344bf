import { setQuery } from '../navigation.tsx'
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
    <>
      <header class="panel-head gap">
        <h2>Models</h2>
        <span class="muted">{span}</span>
      </header>
      {models.length === 0 ? (
        <p class="quiet">Nothing was used.</p>
      ) : (
        <>
          <svg class="stack" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            {stackParts(models).map((part) => (
              <rect key={part.model} class={part.class} x={part.x} width={part.width} height="10" />
            ))}
          </svg>
          <table class="mini">
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col" class="num">
                  Cost
                </th>
                <th scope="col" class="num">
                  Share
                </th>
                <th scope="col" class="num wide-only">
                  Tokens
                </th>
              </tr>
            </thead>
            <tbody>
              {models.map((model) => (
                <tr key={model.model} class={model.isPriced ? '' : 'unpriced'}>
                  <th scope="row" class="clip" title={model.model}>
                    <i class={`sw ${hueClass(model)}`} />
                    <button
                      type="button"
                      class="pick-row"
                      aria-pressed={chosen === model.model}
                      onClick={() => setQuery({ model: chosen === model.model ? '' : model.model })}
                    >
                      {model.label}
                    </button>
                  </th>
                  <td class="num">{model.cost}</td>
                  <td class="num">{model.shareWords}</td>
                  <td class="num wide-only" title={model.exactTokens}>
                    {model.tokens}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  )
}

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
