/**
 * `sojourn/node`: the engine behind a server of `node:http`.
 *
 * @module
 */
export { createNodeHandler, type NodeHandler } from './node-handler.ts'
export { toEngineRequest, toSessionRequest } from './node-request.ts'
export { sendAnswer } from './send-answer.ts'
