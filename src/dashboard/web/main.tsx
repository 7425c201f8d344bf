import { render } from 'preact'
import { App, startApp } from './app.tsx'
import './styles/index.css'
import { applyTheme } from './theme.ts'

const root = document.getElementById('app')
if (!root) throw new Error('index.html has no #app to draw into.')
applyTheme()
startApp()
render(<App />, root)
