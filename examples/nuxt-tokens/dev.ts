import { develop } from 'example-demo/develop'
import { application } from './demo.ts'

await develop(application)
