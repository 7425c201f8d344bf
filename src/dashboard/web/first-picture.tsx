/** The first picture as HTML. The server runs it anew for each (../first-picture.ts), before a browser has any code of the page. */
import renderToString from 'preact-render-to-string'
import type { FleetReport } from '../../core/process/report.ts'
import { App, openFirst } from './app.tsx'
import { liveStore } from './live/live-store.ts'
import { keepTextsPlain } from './text-door.ts'

export function draw(fleet: FleetReport): string {
  keepTextsPlain()
  liveStore.show(fleet)
  openFirst()
  return renderToString(<App />)
}
