import { afterAll } from 'vitest'
import { createNodeHost } from './node-http.ts'
import { everySuite } from './suites/every-suite.ts'

const host = createNodeHost()
afterAll(async () => host.close())

everySuite(host)
