/**
 * `$fetch` of the application, for all of its scripts.
 *
 * @module
 */
import { ofetch } from 'ofetch'
import { baseURL } from './paths.ts'

globalThis.$fetch ??= ofetch.create({ baseURL: baseURL() }) as typeof globalThis.$fetch

export const $fetch = globalThis.$fetch
