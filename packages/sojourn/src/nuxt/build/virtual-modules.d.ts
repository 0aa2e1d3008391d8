/** Files that the module writes for the application: see `application-files.ts`. */

declare module '#build/sojourn-refresh-handler.mjs' {
  const handler: import('../options.ts').RefreshHandler | undefined
  export default handler
}

declare module '#build/sojourn-hooks.mjs' {
  const hooks: import('../../client/tokens/token-hooks.ts').TokenHooks | undefined
  export default hooks
}
