import { inProcess } from './in-process.ts'
import { everySuite } from './suites/every-suite.ts'

everySuite(inProcess)
