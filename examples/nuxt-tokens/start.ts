import { runDemo } from 'example-demo/run'
import { application } from './demo.ts'

await runDemo(application)
