import { render } from 'preact'
import { App, startApp } from './app.tsx'
import { painted } from './live/painted.ts'
import { fetchWhatComesSoon } from './parts/comes-soon.tsx'
import './styles/index.css'
import { keepTextsPlain } from './text-door.ts'
import { applyTheme } from './theme.ts'

const root = document.getElementById('app')
if (!root) throw new Error('index.html has no #app to draw into.')
keepTextsPlain()
applyTheme()
void startApp(root.hasChildNodes()).then(async () => {
  // What the server drew stays where it is the same.
  render(<App />, root)
  // Until now what is typed or clicked would have been lost.
  root.inert = false
  await painted()
  fetchWhatComesSoon()
})
