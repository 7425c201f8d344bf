import { render } from 'preact'
import { App, startApp } from './app.tsx'
import './styles/index.css'
import { keepTextsPlain } from './text-door.ts'
import { applyTheme } from './theme.ts'

const root = document.getElementById('app')
if (!root) throw new Error('index.html has no #app to draw into.')
keepTextsPlain()
applyTheme()
void startApp().then(() => render(<App />, root))
