import { render } from 'preact'
import { App, startApp } from './app.tsx'
// The first screen comes with the frame, not after it.
import './processes/processes-screen.tsx'
import './styles/index.css'
import { keepTextsPlain } from './text-door.ts'
import { applyTheme } from './theme.ts'

const root = document.getElementById('app')
if (!root) throw new Error('index.html has no #app to draw into.')
keepTextsPlain()
applyTheme()
startApp()
render(<App />, root)
