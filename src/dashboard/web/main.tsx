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
void startApp().then(async () => {
  render(<App />, root)
  await painted()
  fetchWhatComesSoon()
})
