/**
 * Runs `vue-tsc` with the TypeScript of this example.
 *
 * `vue-tsc` takes the TypeScript beside itself, which in this workspace is version 7; and that has no
 * parts for it to use. Arguments are those of `tsc`.
 *
 * @module
 */
import { createRequire } from 'node:module'
import { run } from 'vue-tsc'

run(createRequire(import.meta.url).resolve('typescript/lib/tsc'))
