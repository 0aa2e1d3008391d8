/**
 * What Nitro writes, when it builds an application, for its runtime to import: here for one that has nothing of its own
 * yet. `start-nitro.ts` adds that.
 *
 * @module
 */
import handleError from 'nitropack/runtime/internal/error/prod'
import { createStorage } from 'unstorage'

export default handleError
export const plugins = []
export const handlers = []
export const appConfig = {}
export const connectionConfigs = {}
export const tasks = {}
export const scheduledTasks = false
export const storage = createStorage()
